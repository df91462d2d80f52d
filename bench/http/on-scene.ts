import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootFolder } from '../../infrastructure/programs/root-folder.ts'
import { startIssuer } from '../../test/support/scene/issuer.ts'
import { type Scene, setScene } from '../../test/support/scene/scene.ts'
import { startRedis } from '../redis.ts'
import { type Pinned, startPinned } from './pinned.ts'

const story = join(rootFolder(), 'servers', 'story')

export type OnScene = { readonly url: string; readonly scene: Scene }

/** Runs the API as it is run, on one core and with Redis, with so many system users approved over HTTP. */
export async function onScene<Result>(
  systemUsers: number,
  measure: (on: OnScene) => Promise<Result>,
): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-http-'))
  const redis = await startRedis()
  const issuer = await startIssuer()
  const env = {
    ...process.env,
    ...issuer.env,
    DATA_DIR: dataDir,
    PORT: '0',
    REDIS_URL: redis.url,
    LOG_LEVEL: 'error',
  }
  let api: Pinned | undefined
  try {
    api = await startPinned('api/main', [], env)
    const scene = await setScene(api.url, issuer, {
      count: systemUsers,
      registerPath: join(story, 'register.json'),
      policyPath: join(story, 'policies', 'krav-og-betalinger.xml'),
    })
    return await measure({ url: api.url, scene })
  } finally {
    await api?.stop()
    issuer.close()
    await redis.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

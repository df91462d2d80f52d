import { z } from 'zod'
import { anyone } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'

export type Readiness =
  { readonly ready: true } | { readonly ready: false; readonly reason: string }

type Functions = { readonly readiness: () => Promise<Readiness> }

/** For whoever starts and watches the process. Not ready: send no calls, but do not restart it. */
export const healthRoutes = ({ readiness }: Functions): readonly Route[] => [
  route({
    method: 'GET',
    path: '/health/live',
    access: anyone,
    contract: z.unknown(),
    handler: async () => json({ status: 'live' }),
  }),
  route({
    method: 'GET',
    path: '/health/ready',
    access: anyone,
    contract: z.unknown(),
    handler: async () => {
      const state = await readiness()
      if (state.ready) return json({ status: 'ready' })
      return json({ status: 'not ready', reason: state.reason }, 503, { 'retry-after': '1' })
    },
  }),
]

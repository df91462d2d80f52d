import { z } from 'zod'
import type { RegisterStatus } from '../../application/follow-register.ts'
import { anyone } from '../authentication.ts'
import { json } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'

export type Readiness =
  { readonly ready: true } | { readonly ready: false; readonly reason: string }

type Functions = {
  readonly readiness: () => Promise<Readiness>
  readonly registerStatus: () => RegisterStatus
}

/**
 * For whoever starts and watches the process. Not ready: send no calls, but do not restart it. How far the party register
 * was read says nothing of that: while it is silent, what it said last holds.
 */
export const healthRoutes = ({ readiness, registerStatus }: Functions): readonly Route[] => [
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
  route({
    method: 'GET',
    path: '/health/register',
    access: anyone,
    contract: z.unknown(),
    handler: async () => {
      // Anybody may look; the reason may name a file or a host of this installation, and is told to the operator alone.
      const { reason: _told, ...status } = registerStatus()
      return json(status)
    },
  }),
]

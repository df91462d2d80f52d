import type { Projector } from '../projections/projector.ts'
import type { Views } from '../projections/views.ts'
import type { Readiness } from './routes/health.ts'

/** Can calls be answered from the views now? Not while the projector of this process, if it has one, has given up. */
export const readinessOf =
  (projector: Projector | undefined, views: Views) => async (): Promise<Readiness> => {
    const status = projector?.status()
    if (status?.state === 'halted') return { ready: false, reason: status.reason ?? '' }
    try {
      await views.fetch([])
      return { ready: true }
    } catch (error) {
      return { ready: false, reason: error instanceof Error ? error.message : '' }
    }
  }

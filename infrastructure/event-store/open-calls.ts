import { OwnTimeout } from './errors.ts'

/** Calls that wait for the server's answer, each for a bounded time. */
export type OpenCalls = {
  /** Settles as the promise does, or fails with OwnTimeout when that takes too long. */
  within<Value>(promise: Promise<Value>): Promise<Value>
  /** Fails all that are open. */
  failAll(error: Error): void
}

type OpenCall = { readonly dueAt: number; readonly reject: (error: Error) => void }

/**
 * The client sets no limit of its own on an append or a read, and one that is lost stays pending for as long as its
 * connection lives. All calls wait equally long, so they fall due in the order in which they began and need one timer
 * between them.
 */
export function openCalls(timeoutMs: number): OpenCalls {
  const open = new Set<OpenCall>()
  let timer: NodeJS.Timeout | undefined
  const expire = (): void => {
    timer = undefined
    const now = performance.now()
    for (const call of open) {
      if (call.dueAt > now) return arm(call.dueAt - now)
      open.delete(call)
      call.reject(new OwnTimeout(`no answer within ${timeoutMs} ms`))
    }
  }
  const arm = (ms: number): void => {
    // A timer that outlives its calls must not keep the process; an open call does so by its connection.
    timer ??= setTimeout(expire, Math.ceil(ms)).unref()
  }
  return {
    within: (promise) =>
      new Promise((resolve, reject) => {
        const call: OpenCall = { dueAt: performance.now() + timeoutMs, reject }
        open.add(call)
        arm(timeoutMs)
        const andClose =
          <Outcome>(settle: (outcome: Outcome) => void) =>
          (outcome: Outcome): void => {
            open.delete(call)
            settle(outcome)
          }
        promise.then(andClose(resolve), andClose(reject))
      }),
    failAll(error) {
      for (const call of open) call.reject(error)
      open.clear()
    },
  }
}

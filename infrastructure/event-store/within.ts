import { NoAnswer } from './errors.ts'

export type Bounds = {
  readonly milliseconds: number
  /** Aborts when the client that was asked is given up. */
  readonly signal: AbortSignal
}

/**
 * The promise, or NoAnswer when it is not settled within its bounds. The client sets no limit of its own on an append,
 * and one that is lost stays pending for as long as the connection lives; a read whose client is given up is never
 * settled at all.
 */
export function within<Value>(
  promise: Promise<Value>,
  { milliseconds, signal }: Bounds,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = (): void => settle(() => reject(new NoAnswer(`none within ${milliseconds} ms`)))
    const givenUp = (): void => settle(() => reject(new NoAnswer('the client was given up')))
    const timer = setTimeout(late, milliseconds)
    const settle = (outcome: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', givenUp)
      outcome()
    }
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    )
    if (signal.aborted) givenUp()
    else signal.addEventListener('abort', givenUp)
  })
}

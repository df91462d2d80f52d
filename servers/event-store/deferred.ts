export type Deferred = {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** A promise that is settled from outside. Nobody needs to wait for it. */
export function deferred(): Deferred {
  let resolve = ignore
  let reject: (error: Error) => void = ignore
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

function ignore(): void {
  // Replaced before anybody can call it.
}

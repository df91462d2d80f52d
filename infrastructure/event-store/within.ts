import { OwnTimeout } from './errors.ts'

/**
 * The promise, or OwnTimeout when it is not settled in time. The client sets no limit of its own on an append, and one
 * that is lost stays pending for as long as the connection lives.
 */
export async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new OwnTimeout(`no answer within ${milliseconds} ms`))
    }, milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

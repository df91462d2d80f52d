import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'

const underWayMax = 64

/**
 * Hands messages to the connection without waiting for each to be taken, up to a bound. So those of a long read are sent
 * many at a time; one by one they would cost a turn of the loop each.
 */
class PipelinedCall extends ServerInterceptingCall {
  #underWay = 0
  #waiting: (() => void) | undefined

  override sendMessage(message: unknown, callback: () => void): void {
    this.#underWay += 1
    super.sendMessage(message, () => {
      this.#underWay -= 1
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.()
    })
    if (this.#underWay < underWayMax) callback()
    else this.#waiting = callback
  }
}

export const pipelined: ServerInterceptor = (_method, call) => new PipelinedCall(call)

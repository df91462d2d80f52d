import type { ServerWritableStream } from '@grpc/grpc-js'
import { eventResponse, type EventToSend } from '../wire/read-responses.ts'

/** A response that is encoded, or an event, which is encoded when it is its turn. */
export type Response = Buffer | EventToSend

/** Called for one response after the other, each of which is copied before the next. */
export const encodeResponse = (response: Response): Buffer =>
  Buffer.isBuffer(response) ? response : eventResponse(response)

/** So many messages may wait in memory for a client, and so many are sent before others have their turn. */
const waitingMax = 128
const turnMessages = 256

/** Sends messages at the speed at which the client takes them. */
export class Outgoing {
  readonly #call: ServerWritableStream<unknown, Response>
  #sent = 0
  #wake: () => void = () => undefined

  constructor(call: ServerWritableStream<unknown, Response>) {
    this.#call = call
    call.on('cancelled', () => this.wake())
    call.on('drain', () => this.wake())
  }

  get isOpen(): boolean {
    return !this.#call.cancelled && !this.#call.destroyed
  }

  /** Sends one message. If it gives back a promise, that must be waited for before the next. */
  send(message: Response): Promise<void> | undefined {
    this.#call.write(message)
    this.#sent += 1
    if (this.#call.writableLength >= waitingMax) return this.#drained()
    return this.#sent % turnMessages === 0 ? new Promise(setImmediate) : undefined
  }

  async #drained(): Promise<void> {
    while (this.isOpen && this.#call.writableNeedDrain) await this.woken()
  }

  /** Resolves when the client has room again, or the call is over, or {@link wake} is called. */
  woken(): Promise<void> {
    if (!this.isOpen) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  wake(): void {
    this.#wake()
  }
}

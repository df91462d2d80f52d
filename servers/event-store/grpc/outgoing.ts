import type { ServerWritableStream } from '@grpc/grpc-js'

/** Sends messages at the speed at which the client takes them, and lets others have their turn. */
export class Outgoing {
  readonly #call: ServerWritableStream<unknown, Buffer>
  #sent = 0
  #wake: () => void = () => undefined

  constructor(call: ServerWritableStream<unknown, Buffer>) {
    this.#call = call
    call.on('cancelled', () => this.wake())
    call.on('drain', () => this.wake())
  }

  get isOpen(): boolean {
    return !this.#call.cancelled && !this.#call.destroyed
  }

  /** Sends one message. What it gives back must be waited for, if it is a promise, before the next. */
  send(message: Buffer): Promise<void> | undefined {
    const hasRoom = this.#call.write(message)
    this.#sent += 1
    if (!hasRoom) return this.#room()
    return this.#sent % turnMessages === 0 ? new Promise(setImmediate) : undefined
  }

  async #room(): Promise<void> {
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

const turnMessages = 128

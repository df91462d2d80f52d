import {
  Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  status,
} from '@grpc/grpc-js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { caughtUpResponse, fellBehindResponse } from '../wire/read-responses.ts'
import type { ActiveFaults } from './active-faults.ts'
import type { CallFault, Incident, Operation } from './fault.ts'
import { batchRefusal, callError } from './refusals.ts'

type NextCall = ConstructorParameters<typeof ServerInterceptingCall>[0]

/**
 * Stands between the connection and the calls of the server, which know nothing of it, and lets each suffer what is set.
 * On the shared stream of appends a fault strikes a single append; elsewhere a whole call.
 */
export class FaultInjection {
  readonly #faults: ActiveFaults
  readonly #subscriptions = new Set<FaultyCall>()

  constructor(faults: ActiveFaults) {
    this.#faults = faults
  }

  readonly interceptor: ServerInterceptor = ({ path }, call) => {
    const faulty: FaultyCall = new FaultyCall(call, {
      path,
      take: (operation) => this.#faults.take(operation),
      onSubscription: () => this.#subscriptions.add(faulty),
      onEnd: () => this.#subscriptions.delete(faulty),
    })
    return faulty
  }

  strike(incident: Incident): void {
    switch (incident.kind) {
      case 'drop-subscriptions':
        for (const call of this.#subscriptions) call.drop()
        return
      case 'fell-behind':
        for (const call of this.#subscriptions) call.fallBehind()
        return
      case 'freeze':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, incident.ms)
    }
  }
}

type Surroundings = {
  readonly path: string
  readonly take: (operation: Operation) => CallFault | undefined
  readonly onSubscription: () => void
  readonly onEnd: () => void
}

class FaultyCall extends ServerInterceptingCall {
  readonly #next: NextCall
  /** What the answers of the call suffer, or that of one append by its correlation id. */
  readonly #late = new Map<string, CallFault>()
  #isJudged = false
  #isSilent = false

  constructor(next: NextCall, surroundings: Surroundings) {
    super(next, {
      start: (start) =>
        start(
          new ServerListenerBuilder()
            .withOnReceiveMessage((message: unknown, deliver) => {
              const isSpared = this.#receive(message, surroundings)
              // A message that is kept back must not hold up those after it.
              if (isSpared) deliver(message)
              else next.startRead()
            })
            .withOnReceiveHalfClose((deliver) => {
              if (!this.#isSilent) deliver()
            })
            .withOnCancel(surroundings.onEnd)
            .build(),
        ),
    })
    this.#next = next
  }

  override sendMessage(message: unknown, callback: () => void): void {
    const fault = this.#late.get(correlationOf(message)) ?? this.#late.get(wholeCall)
    if (fault?.kind === 'lose-answer') {
      callback()
    } else if (fault?.kind === 'delay') {
      setTimeout(() => super.sendMessage(message, () => undefined), fault.ms)
      callback()
    } else {
      super.sendMessage(message, callback)
    }
  }

  override sendStatus(outcome: Parameters<ServerInterceptingCall['sendStatus']>[0]): void {
    const fault = this.#late.get(wholeCall)
    if (fault?.kind === 'lose-answer') return
    const ms = fault?.kind === 'delay' ? fault.ms : 0
    if (ms > 0) setTimeout(() => super.sendStatus(outcome), ms)
    else super.sendStatus(outcome)
  }

  /** As a consumer that is too slow is dropped by EventStoreDB 23.10. */
  drop(): void {
    const details = 'Consumer too slow'
    super.sendStatus({ code: status.ABORTED, details, metadata: new Metadata() })
  }

  fallBehind(): void {
    super.sendMessage(fellBehindResponse, () => undefined)
    super.sendMessage(caughtUpResponse, () => undefined)
  }

  /** Whether the server may see the message. */
  #receive(message: unknown, { path, take, onSubscription }: Surroundings): boolean {
    const isSubscription =
      message instanceof streams.ReadReq && message.getOptions()?.hasSubscription() === true
    if (isSubscription) onSubscription()
    const append = appendIn(message)
    if (append !== undefined) return this.#receiveAppend(append, take)
    if (this.#isSilent) return false
    if (this.#isJudged) return true
    this.#isJudged = true
    const operation = operationOf(path, isSubscription)
    const fault = operation === undefined ? undefined : take(operation)
    return fault === undefined || this.#suffer(fault)
  }

  #receiveAppend(message: streams.BatchAppendReq, take: Surroundings['take']): boolean {
    const fault = message.getIsFinal() ? take('append') : undefined
    if (fault === undefined) return true
    switch (fault.kind) {
      case 'silence':
        return false
      case 'error':
        super.sendMessage(batchRefusal(fault.error, message), () => undefined)
        return false
      case 'not-leader':
        super.sendStatus(callError(fault))
        return false
      case 'delay':
      case 'lose-answer':
        this.#late.set(correlationOf(message), fault)
        return true
    }
  }

  #suffer(fault: CallFault): boolean {
    switch (fault.kind) {
      case 'silence':
        this.#isSilent = true
        return false
      case 'error':
      case 'not-leader':
        this.#isSilent = true
        this.#next.sendStatus(callError(fault))
        return false
      case 'delay':
      case 'lose-answer':
        this.#late.set(wholeCall, fault)
        return true
    }
  }
}

const wholeCall = ''

/** Tells one append on the shared stream from another; what is no append of that kind has none. */
function correlationOf(message: unknown): string {
  const isAppend =
    message instanceof streams.BatchAppendReq || message instanceof streams.BatchAppendResp
  const id = isAppend ? message.getCorrelationId() : undefined
  return id === undefined ? 'none' : Buffer.from(id.serializeBinary()).toString('latin1')
}

/** A request on the shared stream of appends, without its events (see wire/batch-requests.ts). */
const appendIn = (message: unknown): streams.BatchAppendReq | undefined =>
  typeof message === 'object' &&
  message !== null &&
  'head' in message &&
  message.head instanceof streams.BatchAppendReq
    ? message.head
    : undefined

function operationOf(path: string, isSubscription: boolean): Operation | undefined {
  switch (path.slice(path.lastIndexOf('/') + 1)) {
    case 'Append':
    case 'Delete':
    case 'Tombstone':
      return 'append'
    case 'Read':
      if (!path.includes('streams')) return undefined
      return isSubscription ? 'subscribe' : 'read'
    default:
      return undefined
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ActiveFaults } from './active-faults.ts'
import { CallFault, Fault, Incident } from './fault.ts'
import { FaultInjection } from './faulty-call.ts'

export type FaultControl = {
  readonly injection: FaultInjection
  readonly port: number
  readonly close: () => void
}

const bodyBytesMax = 64 * 1024

/** For tests: `POST /faults` sets a fault or makes something happen at once, `DELETE /faults` forgets all that were set. */
export async function serveFaultControl(port: number): Promise<FaultControl> {
  const faults = new ActiveFaults()
  const injection = new FaultInjection(faults)
  const server = createServer((request, response) => {
    void answer(request, response, faults, injection)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return { injection, port: bound, close: () => void server.close() }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  faults: ActiveFaults,
  injection: FaultInjection,
): Promise<void> {
  if (request.url !== '/faults') return void response.writeHead(404).end()
  if (request.method === 'DELETE') {
    faults.clear()
    return void response.writeHead(204).end()
  }
  if (request.method !== 'POST') return void response.writeHead(405).end()
  const fault = Fault.safeParse(await jsonOf(request))
  if (!fault.success) return void response.writeHead(400).end(fault.error.message)
  const incident = Incident.safeParse(fault.data)
  response.writeHead(204).end(() => {
    if (incident.success) injection.strike(incident.data)
  })
  if (!incident.success) faults.set(CallFault.parse(fault.data))
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > bodyBytesMax) return undefined
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { z } from 'zod'
import { uuidOf } from '../client-world.ts'
import { party, pia, vendor } from '../fixtures.ts'
import {
  readScope,
  registerPath,
  requestBody,
  requestPath,
  systemBody,
  systemUserPath,
} from '../story-world.ts'
import {
  type Answer,
  type Around,
  at,
  managerToken,
  parties,
  right,
  said,
  systemId,
  vendorOfSystem,
  vendors,
} from './around.ts'
import { agentSystem, type ListStep, type OwnStep, type StepOf } from './steps.ts'

const Many = z.array(z.object({ id: z.string() }))
const Page = z.object({ data: Many })

export async function playList({ world, ids, idOf }: Around, step: ListStep): Promise<string> {
  const numbers = (answer: Answer, shape: typeof Many | typeof Page): string => {
    if (answer.statusCode !== 200) return said(answer)
    const read = shape.parse(answer.json())
    return ('data' in read ? read.data : read)
      .map(({ id }) => ids.indexOf(id))
      .toSorted((a, b) => a - b)
      .join(',')
  }
  switch (step.do) {
    case 'list what waits': {
      const token = await managerToken(world, step.party, step.isStranger)
      const orgNo = at(parties, step.party)
      const path = `${requestPath}/${Number(orgNo)}/${orgNo}/pending`
      return numbers(await world.call(token, 'GET', path), Many)
    }
    case 'list requests': {
      const own = vendorOfSystem(step.system)
      const token = await world.organisation(
        at(vendors, step.isStranger ? 1 - own : own),
        readScope,
      )
      const base = `${requestPath}/vendor${step.system === agentSystem ? '/agent' : ''}`
      return numbers(
        await world.call(token, 'GET', `${base}/bysystem/${systemId(step.system)}`),
        Page,
      )
    }
    case 'list clients': {
      const token = await managerToken(world, 0, step.isStranger)
      const base = `${systemUserPath}/agent/${Number(party)}/${uuidOf(party)}/${idOf(step.user)}`
      const answer = await world.call(token, 'GET', `${base}/delegations`)
      if (answer.statusCode !== 200) return said(answer)
      return z.array(z.unknown()).parse(answer.json()).length > 0 ? 'one' : ''
    }
  }
}

export async function playOwn({ world, idOf }: Around, step: OwnStep): Promise<string> {
  const token = await managerToken(world, 0, step.isStranger)
  const self = `${systemUserPath}/agent/${Number(party)}/${idOf(step.user)}/self`
  const method = step.do === 'act for itself' ? 'POST' : 'DELETE'
  return said(await world.call(token, method, `${self}?partyUuid=${uuidOf(party)}`))
}

/** Something by a token that is good for something else. */
export async function overreach(
  { world, idOf }: Around,
  { what, user, isPerson }: StepOf<'overreach'>,
): Promise<string> {
  const token = isPerson
    ? await world.person(pia, { scope: readScope })
    : await world.organisation(vendor, readScope)
  const system = systemId(0)
  const id = idOf(user)
  const calls = [
    () => world.call(token, 'POST', registerPath, { body: systemBody() }),
    () => world.call(token, 'PUT', `${registerPath}/${system}/rights`, { body: right }),
    () => world.call(token, 'POST', `${requestPath}/vendor`, { body: requestBody() }),
    () => world.call(token, 'POST', `${requestPath}/${Number(party)}/${id}/approve`),
    () => world.call(token, 'DELETE', `${systemUserPath}/${Number(party)}/${id}`),
  ]
  const call = calls[what] ?? (() => Promise.reject(new TypeError('there is no such call')))
  return said(await call())
}

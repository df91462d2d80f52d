import { z } from 'zod'
import type { ApiWorld } from '../api-world.ts'
import { ola, otherParty, otherVendor, party, pia, vendor } from '../fixtures.ts'
import { registerScope, resource, writeScope } from '../story-world.ts'

// What the players of steps have in common.

export const vendors = [vendor, otherVendor] as const
export const parties = [party, otherParty] as const

const managers = [pia, ola] as const

export const vendorOfSystem = (system: number): 0 | 1 => (system === 2 || system === 3 ? 1 : 0)

const systemIds = [
  `${vendor}_en`,
  `${vendor}_to`,
  `${otherVendor}_en`,
  `${otherVendor}_to`,
  `${vendor}_agenter`,
]
export const systemId = (system: number): string => systemIds[system] ?? ''

const Coded = z.object({ code: z.string() })
const Errors = z.object({ validationErrors: z.array(z.object({ code: z.string() })) })

export const right = [{ resource: [{ id: 'urn:altinn:resource', value: resource }] }]

export type Around = {
  readonly world: ApiWorld
  readonly ids: string[]
  readonly idOf: (user: number) => string
}
export type Answer = Awaited<ReturnType<ApiWorld['call']>>

/** The status, and the codes that were given with it. */
export function said(answer: Answer): string {
  const { statusCode, headers } = answer
  if (statusCode < 400) return String(statusCode)
  const isJson = String(headers['content-type']).includes('json')
  const problem: unknown = isJson ? answer.json() : {}
  const errors = Errors.safeParse(problem).data?.validationErrors.map(({ code }) => code)
  const code = Coded.safeParse(problem).data?.code
  return [statusCode, ...(errors?.toSorted() ?? (code === undefined ? [] : [code]))].join(' ')
}

export const at = <One>(all: readonly [One, One], index: number): One =>
  index === 0 ? all[0] : all[1]

export const vendorToken = (world: ApiWorld, index: number) =>
  world.organisation(at(vendors, index), `${writeScope} ${registerScope}`)

/** The manager of a party, or the other one's. */
export const managerToken = (world: ApiWorld, index: number, isStranger: boolean) =>
  world.person(at(managers, isStranger ? 1 - index : index))

import { createMongoAbility, type MongoAbility, subject } from '@casl/ability'
import { type Delegation, givenBy } from '../delegations.ts'
import type { Decides } from '../decides.ts'

/** CASL: one ability for each system user, in which its packages are written out as the rights that they give. */
export function casl(delegations: Iterable<Delegation>): Decides {
  const abilities = new Map<string, MongoAbility>()
  for (const one of delegations) abilities.set(one.systemUser, abilityOf(one))
  return ({ systemUser, party, resource, action }) =>
    abilities.get(systemUser)?.can(action, subject(resource, { party })) ?? false
}

function abilityOf({ party, isActive, rights, packages }: Delegation): MongoAbility {
  const held = isActive ? [...rights, ...packages.flatMap(givenBy)] : []
  return createMongoAbility(
    held.map(({ resource, action }) => ({ action, subject: resource, conditions: { party } })),
  )
}

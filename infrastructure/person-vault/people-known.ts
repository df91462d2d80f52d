import type { PersonRef } from '../../domain/values.ts'
import { type NumberKind, personNumber } from './person-number.ts'
import type { PersonVault, VaultPerson } from './person-vault.ts'

/** What the rest asks of the vault, about people that it names in its own ways. */
export function peopleKnown(vault: PersonVault, numbers: NumberKind) {
  const taken = personNumber(numbers)
  return {
    /** Whoever an issuer vouched for is taken in at the first log-in; nobody of a number that is not taken here. */
    personOf: async (text: string): Promise<VaultPerson | undefined> => {
      const number = taken.safeParse(text)
      return number.success ? vault.enrol({ number: number.data }) : undefined
    },
    /** Whoever is only asked about is not taken in: of a number that nobody is enrolled by, nothing is known. */
    findPerson: (
      name: { readonly userId: number } | { readonly number: string },
    ): PersonRef | undefined => {
      if ('userId' in name) return vault.findByUserId(name.userId)?.personRef
      const number = taken.safeParse(name.number)
      return number.success ? vault.find(number.data)?.personRef : undefined
    },
    nameOf: (person: PersonRef): string | undefined => {
      const revealed = vault.reveal(person)
      return revealed.known ? revealed.name : undefined
    },
  }
}

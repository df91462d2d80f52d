import type { AuthorizedParty } from '../../application/party-hierarchy.ts'
import { partyIdOf } from '../../domain/values.ts'
import type { PartyView } from '../../projections/parties.ts'

/** An organisation among the types of parties; the other, of people, is 1. */
const organisationType = 2

/** A party as the decision point's host shows it, with its sub-units; of one that has none there is no list. */
export const partyAnswer = ({ party, subUnits, isOnlyAbove }: AuthorizedParty) => ({
  ...unitAnswer(party, isOnlyAbove),
  childParties:
    subUnits.length === 0
      ? null
      : subUnits.map((unit) => ({ ...unitAnswer(unit.party, false), childParties: null })),
})

/** What stands only for people, and what no register tells, is null, as in the contract. */
const unitAnswer = ({ orgNo, uuid, name, form }: PartyView, isOnlyAbove: boolean) => ({
  partyId: partyIdOf(orgNo),
  partyUuid: uuid,
  partyTypeName: organisationType,
  orgNumber: orgNo,
  ssn: null,
  unitType: form,
  name,
  isDeleted: false,
  onlyHierarchyElementWithNoAccess: isOnlyAbove,
  person: null,
  organization: null,
  lastChangedInAltinn: null,
  lastChangedInExternalRegister: null,
})

import {
  type AnyQuestion,
  isOfOrganisation,
  isOfPerson,
  isOfSystemUser,
  type OrganisationQuestion,
  type PersonQuestion,
  type Question,
} from '../domain/decision/question.ts'
import { joinGroups } from '../projections/fetch-groups.ts'
import type { Ref } from '../projections/views.ts'
import { type Found as SystemFound, type Linked, rememberedLinks } from './decision-links.ts'
import {
  type OrganisationFound,
  type OrganisationLinked,
  rememberedRelations,
} from './organisation-links.ts'
import { type PersonFound, type PersonLinked, rememberedStanding } from './person-links.ts'

type Matched<Asked, Link, Found> = {
  readonly question: Asked
  readonly link: Link
  readonly found: Found
}

/** What was found for each question, beside what was asked for it. */
export type FoundAll = {
  readonly systems: readonly Matched<Question, Linked, SystemFound>[]
  readonly people: readonly Matched<PersonQuestion, PersonLinked, PersonFound>[]
  readonly organisations: readonly Matched<
    OrganisationQuestion,
    OrganisationLinked,
    OrganisationFound
  >[]
}

/** All that questions of every kind rest on, as far as it is known what that is. */
export type LinkedAll = {
  readonly refs: readonly Ref<unknown>[]
  found(documents: readonly unknown[]): FoundAll
}

/** What questions rest on, by the last answers, so that all can be asked for at once; never taken on trust. */
export function linksOfAll() {
  const links = rememberedLinks()
  const standings = rememberedStanding()
  const relations = rememberedRelations()
  return {
    of(questions: readonly AnyQuestion[]): LinkedAll {
      const ofSystems = questions.filter(isOfSystemUser)
      const ofPeople = questions.filter(isOfPerson)
      const ofOrganisations = questions.filter(isOfOrganisation)
      const linked = ofSystems.map((question) => links.ofOnce(question))
      const stood = ofPeople.map((question) => standings.of(question))
      const related = ofOrganisations.map((question) => relations.of(question))
      const { refs, split } = joinGroups({
        some: linked.map((link) => link.refs),
        others: stood.map((link) => link.refs),
        more: related.map((link) => link.refs),
      })
      return {
        refs,
        found(documents) {
          const { some, others, more } = split(documents)
          return {
            systems: matched(ofSystems, linked, some),
            people: matched(ofPeople, stood, others),
            organisations: matched(ofOrganisations, related, more),
          }
        },
      }
    },
    /** Was the right thing asked for, for all of them? If not, what is right is remembered now. */
    confirm({ systems, people, organisations }: FoundAll): boolean {
      const unsure = [
        ...systems.filter((one) => !links.confirm(one.question, one.link, one.found)),
        ...people.filter((one) => !standings.confirm(one.question, one.link, one.found)),
        ...organisations.filter((one) => !relations.confirm(one.question, one.link, one.found)),
      ]
      return unsure.length === 0
    },
  }
}

/** Each question beside what was asked for it and what was found. */
const matched = <One, Link, Found>(
  questions: readonly One[],
  links: readonly Link[],
  found: readonly Found[],
): readonly Matched<One, Link, Found>[] =>
  questions.flatMap((question, i) => {
    const [link, documents] = [links[i], found[i]]
    return link && documents ? [{ question, link, found: documents }] : []
  })

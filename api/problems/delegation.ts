/** Why somebody cannot give what was asked for (spec systemuser-api §2.2). */
export const delegationProblems = {
  'package-missing': {
    kind: 'coded',
    code: 'AUTH-00068',
    status: 403,
    title: 'The person can give no access package that gives a right that was asked for.',
  },
  'party-not-on-access-list': {
    kind: 'coded',
    code: 'AUTH-00069',
    status: 403,
    title: 'The organisation stands on no access list of a resource that was asked for.',
  },
  'resource-not-delegable': {
    kind: 'coded',
    code: 'AUTH-00070',
    status: 403,
    title: 'A resource that was asked for cannot be delegated.',
  },
  'resource-is-a-scope': {
    kind: 'coded',
    code: 'AUTH-00071',
    status: 403,
    title: 'A resource that was asked for is a Maskinporten schema, which is delegated elsewhere.',
  },
  'right-not-delegable': {
    kind: 'coded',
    code: 'AUTH-00016',
    status: 403,
    title: 'The person has no role that lets it delegate a right that was asked for.',
  },
} as const

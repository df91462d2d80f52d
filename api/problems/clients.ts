/** Of agents and their clients (spec systemuser-api §1.7, §1.8). */
export const clientProblems = {
  'not-client-administrator': {
    kind: 'plain',
    status: 403,
    detail: 'The person does not administer the clients of this party.',
  },
  'client-not-found': {
    kind: 'coded',
    code: 'AUTH-00079',
    status: 400,
    title: "The organisation is not among the owner's clients.",
  },
  'client-lacks-packages': {
    kind: 'coded',
    code: 'AUTH-00080',
    status: 400,
    title: 'The client does not give all the access packages that the system user needs.',
  },
  'client-not-removable': {
    kind: 'coded',
    code: 'AUTH-00031',
    status: 400,
    title: 'The client could not be removed: it is no organisation that can be one.',
  },
  'clients-forbidden': {
    kind: 'coded',
    code: 'AUTH-00044',
    status: 403,
    title: 'The clients are those of another organisation than the party.',
  },
} as const

/** Of making, changing and ending system users (spec systemuser-api §1.6). */
export const systemUserProblems = {
  'system-user-not-found': {
    kind: 'coded',
    code: 'AUTH-00015',
    status: 404,
    title: 'The system user was not found.',
  },
  'system-user-exists': {
    kind: 'coded',
    code: 'AUTH-00004',
    status: 400,
    title: 'There is a system user for this system, organisation and external reference.',
  },
  'request-waits': {
    kind: 'coded',
    code: 'AUTH-00007',
    status: 400,
    title: 'The vendor has asked for this system user. Approve or reject its request.',
  },
  'agent-expected': {
    kind: 'coded',
    code: 'AUTH-00034',
    status: 400,
    title: 'The system user is not one that acts for clients.',
  },
  'standard-expected': {
    kind: 'coded',
    code: 'AUTH-00036',
    status: 400,
    title: 'The system user is one that acts for clients.',
  },
} as const

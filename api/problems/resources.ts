const policyNotAccepted = { kind: 'words', status: 400, alwaysJson: true } as const

/** Of the resource registry (spec pdp §3). */
export const resourceProblems = {
  'resource-exists': {
    kind: 'words',
    status: 409,
    text: 'There is a resource with this id.',
    alwaysJson: true,
  },
  'resource-not-found': { kind: 'plain', status: 404, detail: 'The resource was not found.' },
  'resource-of-another-owner': {
    kind: 'plain',
    status: 403,
    detail: 'The resource belongs to another competent authority.',
  },
  'policy-unreadable': { ...policyNotAccepted, text: 'Policy not accepted: it cannot be read.' },
  'not-one-policy': { ...policyNotAccepted, text: 'Policy not accepted: it is not one policy.' },
  'policy-without-rules': { ...policyNotAccepted, text: 'Policy not accepted: it has no rules.' },
  'rule-without-resource': {
    ...policyNotAccepted,
    text: 'Policy not accepted: a rule is not for this resource alone.',
  },
  'foreign-resource': {
    ...policyNotAccepted,
    text: 'Policy not accepted: it names another resource.',
  },
  'too-many-combinations': {
    ...policyNotAccepted,
    text: 'Policy not accepted: a rule can match in too many ways.',
  },
  'org-code-of-another': {
    kind: 'plain',
    status: 403,
    detail: 'The organisation code is that of another competent authority.',
  },
} as const

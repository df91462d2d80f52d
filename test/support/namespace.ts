import { randomBytes } from 'node:crypto'

/** A namespace that no other run of the tests has on the same server. */
export const newNamespace = (): string => `test-${randomBytes(6).toString('hex')}`

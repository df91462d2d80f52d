export type PolicyProblemCode =
  | 'not-xml'
  | 'too-large'
  | 'not-a-policy'
  | 'not-a-literal'
  | 'not-supported'
  | 'unknown-function'
  | 'unknown-algorithm'
  | 'unknown-data-type'
  | 'wrong-type'

/** Why a document is not taken as a policy, with the place in the words. */
export type PolicyProblem = { readonly code: PolicyProblemCode; readonly message: string }

/**
 * Ends the reading or the compiling of a policy from deep within it. Reading catches it at its own
 * door and answers with the problem as a value; from compiling it comes out only for a policy that
 * was made by hand and is not sound.
 */
export class UnsoundPolicy extends Error {
  override readonly name = 'UnsoundPolicy'
  readonly code = 'ERR_UNSOUND_POLICY'
  readonly problem: PolicyProblem

  constructor(code: PolicyProblemCode, message: string) {
    super(message)
    this.problem = { code, message }
  }
}

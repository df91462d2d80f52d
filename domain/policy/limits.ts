// What a policy or a request from a stranger may cost. Whatever is larger is refused, never tried.

/** Characters of XML text of one policy. */
export const policyLengthMax = 1_000_000
/** Elements in one policy. */
export const elementsMax = 50_000
/** Elements inside one another, in a policy. */
export const elementDepthMax = 64
/** Characters of one attribute or text in XML. */
export const xmlTextLengthMax = 100_000

/** Policies and policy sets drawn in by reference into one compiled policy, counted with repeats. */
export const referencesMax = 200
/** Policies and policy sets inside one another. */
export const policyDepthMax = 16

/** Characters of a string that a function makes. */
export const madeTextLengthMax = 100_000
/** Digits of an integer, read or computed. */
export const integerDigitsMax = 1_000
/**
 * Steps that one evaluation may take in the functions whose work grows faster than their arguments:
 * comparisons of sets, calls by higher-order functions, states of regular expressions, XPath nodes.
 */
export const workMax = 1_000_000

/** Characters of a regular expression. */
export const patternLengthMax = 1_000
/** States of a compiled regular expression, after `{n,m}` is written out. */
export const patternStatesMax = 2_000

/** Characters of an XPath expression. */
export const xpathLengthMax = 2_000
/** Parts inside one another in an XPath expression. */
export const xpathDepthMax = 32

/** Combinations of subject, resource and action that a policy's targets may come to, written out. */
export const targetCombinationsMax = 20_000

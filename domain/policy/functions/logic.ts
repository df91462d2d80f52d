import { integerKind } from '../number-kinds.ts'
import { booleanKind } from '../text-kinds.ts'
import { core } from '../type-names.ts'
import { type Evaluated, type Failure, no, processingError, truth, yes } from '../value.ts'
import { type FunctionTable, unary } from './definition.ts'

/** Arguments one after another: what follows the one that decides is never evaluated. */
export type Truths = Iterable<Evaluated>

const notBoolean = processingError('An argument is no boolean.')
const tooFew = processingError('n-of asks for more true arguments than it has.')

/** True as soon as one is; else what failed first, if any did; else false. */
export function anyTrue(truths: Truths): Evaluated {
  let failed: Failure | undefined
  for (const claim of truths) {
    if (claim.type === 'boolean') {
      if (claim.value) return yes
    } else failed ??= claim.type === 'failure' ? claim : notBoolean
  }
  return failed ?? no
}

/** False as soon as one is; else what failed first, if any did; else true. */
export function allTrue(truths: Truths): Evaluated {
  let failed: Failure | undefined
  for (const claim of truths) {
    if (claim.type === 'boolean') {
      if (!claim.value) return no
    } else failed ??= claim.type === 'failure' ? claim : notBoolean
  }
  return failed ?? yes
}

/** The first argument says how many of the others must be true. `total` is how many others there are. */
export function enoughTrue(needed: Evaluated, truths: Truths, total: number): Evaluated {
  if (needed.type === 'failure') return needed
  const wanted = integerKind.unwrap(needed)
  if (wanted === undefined) return notBoolean
  if (wanted <= 0n) return yes
  if (wanted > BigInt(total)) return tooFew
  return countTrue(Number(wanted), truths)
}

function countTrue(wanted: number, truths: Truths): Evaluated {
  let found = 0
  let unknown = 0
  let failed = notBoolean
  for (const claim of truths) {
    if (claim.type === 'boolean') {
      if (claim.value) found += 1
    } else {
      unknown += 1
      if (claim.type === 'failure') failed = claim
    }
    if (found === wanted) return yes
  }
  return found + unknown < wanted ? no : failed
}

/** Appendix A.3.5. A compiled policy evaluates their arguments only as far as is needed. */
export const logicFunctions: FunctionTable = [
  [core('1.0', 'or'), { parameters: [], rest: 'boolean', result: 'boolean', apply: anyTrue }],
  [core('1.0', 'and'), { parameters: [], rest: 'boolean', result: 'boolean', apply: allTrue }],
  [
    core('1.0', 'n-of'),
    {
      parameters: ['integer'],
      rest: 'boolean',
      result: 'boolean',
      apply: ([needed = notBoolean, ...truths]) => enoughTrue(needed, truths, truths.length),
    },
  ],
  [core('1.0', 'not'), unary(booleanKind, 'boolean', (claim) => truth(!claim))],
]

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { actionId, category } from '../domain/policy/altinn-attributes.ts'
import { compilePolicy } from '../domain/policy/compile-policy.ts'
import { evaluate } from '../domain/policy/evaluate.ts'
import { type PolicyRequest, stringAttribute } from '../domain/policy/request.ts'
import { rootFolder } from '../infrastructure/programs/root-folder.ts'
import { readPolicy } from '../infrastructure/xacml/read-policy.ts'
import { atLeast, type Figure } from './figure.ts'

const roundsMs = 1_000
const roundsCount = 3
const batch = 1_000
const evaluationsLeast = 1_000_000

/** Only programs are compiled: what else there is lies where it was written. */
export const storyPolicyPath = join(rootFolder(), 'servers/story/policies/krav-og-betalinger.xml')

/** The story's policy, asked by a holder of its package and by someone with no right, on one core. */
export function measurePolicy(): Promise<Figure[]> {
  const compiled = compilePolicy(storyPolicy())
  const permitted = questionOf('krav-og-utlegg', 'write')
  const refused = questionOf('skatt-naering', 'write')
  if (evaluate(compiled, permitted).decision !== 'Permit') throw new Error('not permitted')
  if (evaluate(compiled, refused).decision !== 'NotApplicable') throw new Error('not refused')
  const perSecond = (request: PolicyRequest) =>
    best(() => {
      for (let count = 0; count < batch; count += 1) evaluate(compiled, request)
    })
  return Promise.resolve([
    atLeast('policy, permitted', perSecond(permitted), evaluationsLeast, 'evaluations/s'),
    atLeast('policy, not applicable', perSecond(refused), evaluationsLeast, 'evaluations/s'),
  ])
}

function storyPolicy() {
  const reading = readPolicy(readFileSync(storyPolicyPath, 'utf8'))
  if (!reading.ok) throw new Error(reading.problem.message)
  return reading.policy
}

const questionOf = (accessPackage: string, action: string): PolicyRequest => ({
  categories: [
    {
      category: category.subject,
      attributes: [stringAttribute('urn:altinn:accesspackage', [accessPackage])],
    },
    {
      category: category.resource,
      attributes: [stringAttribute('urn:altinn:resource', ['ske-krav-og-betalinger'])],
    },
    { category: category.action, attributes: [stringAttribute(actionId, [action])] },
  ],
})

/** Evaluations a second in the best of the rounds: a busy neighbour slows a round, nothing speeds it. */
function best(work: () => void): number {
  const rounds = Array.from({ length: roundsCount }, () => {
    const start = performance.now()
    let done = 0
    while (performance.now() - start < roundsMs) {
      work()
      done += batch
    }
    return (done / (performance.now() - start)) * 1_000
  })
  return Math.max(...rounds)
}

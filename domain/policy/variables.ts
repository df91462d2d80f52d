import { compileExpression, type Scope } from './compile-expression.ts'
import type { CompiledExpression } from './evaluation.ts'
import type { Expression } from './policy.ts'
import { UnsoundPolicy } from './problem.ts'

/**
 * The scope of a policy's expressions: each variable is compiled when it is first named, and worked
 * out at most once an evaluation, so that variables of variables cannot multiply the work.
 */
export function compileVariables(
  definitions: ReadonlyMap<string, Expression>,
  bagSlots: Scope['bagSlots'],
  nextSlot: () => number,
): Scope {
  const compiled = new Map<string, CompiledExpression>()
  const beingCompiled = new Set<string>()
  const scope: Scope = { bagSlots, variable }

  function variable(id: string): CompiledExpression {
    const known = compiled.get(id)
    if (known !== undefined) return known
    const definition = definitions.get(id)
    if (definition === undefined) {
      throw new UnsoundPolicy('not-a-policy', `The variable ${id} is not defined.`)
    }
    if (beingCompiled.has(id)) {
      throw new UnsoundPolicy('not-a-policy', `The variable ${id} is defined by itself.`)
    }
    beingCompiled.add(id)
    const once = rememberIn(nextSlot(), compileExpression(definition, scope))
    compiled.set(id, once)
    return once
  }

  for (const id of definitions.keys()) variable(id)
  return scope
}

function rememberIn(slot: number, inner: CompiledExpression): CompiledExpression {
  return {
    ...inner,
    evaluate: (evaluation) => (evaluation.variables[slot] ??= inner.evaluate(evaluation)),
  }
}

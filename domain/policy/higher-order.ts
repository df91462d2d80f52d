import type { CompiledExpression } from './evaluation.ts'
import type { Apply, Expression } from './policy.ts'

export const isHigherOrder = (_functionId: string): boolean => false
export function compileHigherOrder(
  _apply: Apply,
  _compile: (expression: Expression) => CompiledExpression,
): CompiledExpression {
  throw new Error('to come')
}

export type Axis =
  | 'ancestor'
  | 'ancestor-or-self'
  | 'attribute'
  | 'child'
  | 'descendant'
  | 'descendant-or-self'
  | 'following'
  | 'following-sibling'
  | 'namespace'
  | 'parent'
  | 'preceding'
  | 'preceding-sibling'
  | 'self'

export type NodeTest =
  | { readonly kind: 'any-node' }
  | { readonly kind: 'text' | 'comment' }
  | { readonly kind: 'processing-instruction'; readonly name: string | undefined }
  /** `*` stands for any prefix or any name. */
  | { readonly kind: 'name'; readonly prefix: string; readonly name: string }

export type Step = {
  readonly axis: Axis
  readonly test: NodeTest
  readonly predicates: readonly XPath[]
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='
export type Arithmetic = '+' | '-' | '*' | 'div' | 'mod'

export type Operands = { readonly left: XPath; readonly right: XPath }

/** An XPath 1.0 expression, read. */
export type XPath =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly XPath[] }
  | (Operands & { readonly kind: 'or' | 'and' })
  | (Operands & { readonly kind: 'union' })
  | (Operands & { readonly kind: 'comparison'; readonly operator: Comparison })
  | (Operands & { readonly kind: 'arithmetic'; readonly operator: Arithmetic })
  | { readonly kind: 'negation'; readonly inner: XPath }
  | { readonly kind: 'filter'; readonly inner: XPath; readonly predicates: readonly XPath[] }
  | {
      readonly kind: 'path'
      /** Where the path begins: the document, the node at hand, or what an expression selects. */
      readonly from: 'root' | 'here' | XPath
      readonly steps: readonly Step[]
    }

/** Ends the reading or the evaluation of an XPath expression; caught where it is asked for. */
export class UnsoundXPath extends Error {
  override readonly name = 'UnsoundXPath'
  readonly code = 'ERR_UNSOUND_XPATH'
}

/** A value that no log line, error text or JSON document shows by accident. */
export type Concealed<Value> = {
  readonly reveal: () => Value
  readonly toString: () => string
  readonly toJSON: () => string
}

const mark = '[concealed]'
const mask = (): string => mark

/** Hides a value from `JSON.stringify`, template texts and `console.log`; only `reveal()` gives it. */
export function conceal<Value>(value: Value): Concealed<Value> {
  const concealed = { reveal: () => value, toString: mask, toJSON: mask }
  Object.defineProperty(concealed, Symbol.for('nodejs.util.inspect.custom'), { value: mask })
  return Object.freeze(concealed)
}

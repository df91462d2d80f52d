import { madeTextLengthMax } from '../limits.ts'
import { anyUriKind, stringKind } from '../text-kinds.ts'
import { core } from '../type-names.ts'
import { processingError } from '../value.ts'
import type { FunctionDefinition, FunctionTable } from './definition.ts'

const notText = processingError('uri-string-concatenate takes a URI and strings.')

const uriConcatenate: FunctionDefinition = {
  parameters: ['anyURI', 'string'],
  rest: 'string',
  result: 'anyURI',
  apply: ([first, ...others]) => {
    const texts = [
      first && anyUriKind.unwrap(first),
      ...others.map((value) => stringKind.unwrap(value)),
    ]
    if (texts.includes(undefined)) return notText
    const whole = texts.join('')
    return whole.length > madeTextLengthMax ? notText : anyUriKind.wrap(whole)
  },
}

const isRenamed = (id: string): boolean =>
  id.startsWith(core('3.0', '')) &&
  /Duration-|Duration$|xpath-node-/u.test(id) &&
  !/-from-/u.test(id)

/** Appendix A.4: names of versions 1 and 2 that the standard still lists, and one function of its own. */
export const earlierNames = (current: FunctionTable): FunctionTable => [
  [core('2.0', 'uri-string-concatenate'), uriConcatenate],
  ...current
    .filter(([id]) => isRenamed(id))
    .map(([id, definition]): FunctionTable[number] => [
      id.replace(core('3.0', ''), core('1.0', '')),
      definition,
    ]),
]

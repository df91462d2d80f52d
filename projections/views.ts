import { documentKey } from './document-key.ts'
import type { View } from './projection.ts'
import type { Position } from './recorded.ts'

/** Asks for the document of one view under one key. Who asks the same again may keep it: it holds nothing. */
export type Ref<Document> = {
  readonly view: View<Document>
  readonly key: string
  /** The key among those of all views. */
  readonly storedKey: string
}

export const ref = <Document>(view: View<Document>, key: string): Ref<Document> => ({
  view,
  key,
  storedKey: documentKey(view.name, key),
})

export type Documents<Refs extends readonly Ref<unknown>[]> = {
  readonly [I in keyof Refs]: Refs[I] extends Ref<infer Document> ? Document | undefined : never
}

export type Page = {
  /** Members after this one, in the order of their text; from the first if absent. */
  readonly after?: string
  /** The last members, the last one first; `after` is not looked at. */
  readonly fromEnd?: true
  readonly limit: number
}

/** The read models as queries see them: everything answered from one position of the log, which is told. */
export interface Views {
  /**
   * All the documents asked for, as they were at one position, in one round trip.
   * `atLeast`: answer from there or later, waiting a bounded time.
   *
   * @throws {ViewsNotReady} while nothing was built yet, or what was built is gone, barred or out of reach.
   * @throws {ViewsBehind} when the views did not reach the position in time, or are behind what was seen before.
   * @throws {UnreadableDocument} when what is stored is no document of the view.
   */
  fetch<const Refs extends readonly Ref<unknown>[]>(
    refs: Refs,
    atLeast?: Position,
  ): Promise<{ readonly position: Position; readonly documents: Documents<Refs> }>
  /** A page of a list's members. @throws as {@link fetch}. */
  list(
    list: string,
    page: Page,
    atLeast?: Position,
  ): Promise<{ readonly position: Position; readonly members: readonly string[] }>
}

export class ViewsNotReady extends Error {
  override readonly name = 'ViewsNotReady'
  readonly code = 'ERR_VIEWS_NOT_READY'
}

export class ViewsBehind extends Error {
  override readonly name = 'ViewsBehind'
  readonly code = 'ERR_VIEWS_BEHIND'
}

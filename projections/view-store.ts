import type { Position } from './recorded.ts'

/** How far views are: the position of the last event in them, or 'start' before the first. */
export type Reached = Position | 'start'

/** The right to write one generation of the views. Whoever claims it later takes it away from all before. */
export type Lease = {
  readonly generation: string
  readonly epoch: number
  /** Told apart by this when a store that went back in time gives one epoch out twice. */
  readonly owner: string
}

export type Claim = {
  readonly lease: Lease
  readonly reached: Reached
  /** How many documents the generation holds. */
  readonly documents: number
}

export type ListChange = {
  readonly list: string
  readonly enter: readonly string[]
  readonly leave: readonly string[]
}

/** What a stretch of the log did to the views. Applied whole or not at all; applying it twice changes nothing. */
export type ViewBatch = {
  readonly from: Reached
  /** Equal to `from` in a batch that only asks whether all is as it was left. */
  readonly to: Reached
  /** Texts have no line breaks, as JSON has none outside of its strings' escapes. */
  readonly puts: readonly (readonly [key: string, text: string])[]
  readonly removes: readonly string[]
  readonly lists: readonly ListChange[]
  /** How many documents there are once it is applied. */
  readonly documents: number
}

/**
 * `already`: the views are at `to` or later. `gap`: they are not at `from`, or gone. `fenced`: somebody claimed the
 * generation later. `retired`: another generation took its place. `corrupt`: what is stored is not what was written.
 */
export type Outcome = 'applied' | 'already' | 'gap' | 'fenced' | 'retired' | 'corrupt'

export type Generations = { readonly active?: string; readonly next?: string }

/**
 * Where the views are written. A generation is a whole set of views; readers are answered from the active one, and the
 * next one is built beside it. One contract suite (test/contracts) holds every adapter to it. A store that cannot be
 * reached throws, and then it is not known whether a batch was applied.
 */
export interface ViewStore {
  generations(): Promise<Generations>
  /** Makes an empty generation and names it as the next one, in the place of any that was being built. */
  begin(fingerprint: string): Promise<string>
  /**
   * Takes the generation over, with an epoch greater than any before and than `after`; undefined if it is gone or
   * retired.
   *
   * @throws {ViewStoreUnfit} when the store may forget documents by itself.
   */
  claim(generation: string, after?: number): Promise<Claim | undefined>
  /** Where the generation is now, if the lease still holds. */
  look(lease: Lease): Promise<Claim | Exclude<Outcome, 'applied' | 'already'>>
  /** Stored documents by their keys. @throws {ViewsCorrupt} */
  read(generation: string, keys: readonly string[]): Promise<readonly (string | undefined)[]>
  apply(lease: Lease, batch: ViewBatch): Promise<Outcome>
  /** Bars the generation from being read until a batch moves it on: what follows in the log cannot be folded. */
  halt(lease: Lease, reason: string): Promise<void>
  /** Readers are answered from this one from now on; false while the active one is further on. */
  activate(lease: Lease): Promise<boolean>
  /** Counts the documents one by one. */
  count(generation: string): Promise<number>
  /** Removes, in small steps, all generations but the active and the next one. */
  sweep(): Promise<void>
}

/** The store evicts what it likes when it is full: views there could lose a document without a word. */
export class ViewStoreUnfit extends Error {
  override readonly name = 'ViewStoreUnfit'
  readonly code = 'ERR_VIEW_STORE_UNFIT'
}

/** What is stored is not what a projector wrote. */
export class ViewsCorrupt extends Error {
  override readonly name = 'ViewsCorrupt'
  readonly code = 'ERR_VIEWS_CORRUPT'
}

export const isSameReached = (a: Reached, b: Reached): boolean => a === b

export const isBefore = (a: Reached, b: Reached): boolean =>
  b !== 'start' && (a === 'start' || a < b)

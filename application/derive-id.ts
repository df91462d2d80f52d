/** A UUID (version 5) that follows from its parts alone: equal parts, equal id, and no two lists of parts share one. */
export type DeriveId = (...parts: readonly string[]) => string

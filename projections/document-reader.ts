import type { z } from 'zod'
import { recentMap } from './recent-map.ts'

/** What is stored is no document of the view. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument'
  readonly code = 'ERR_UNREADABLE_DOCUMENT'
}

const rememberedMax = 5_000
/** Longer texts are parsed whenever they are read: they are few, and would fill the memory. */
const rememberedCharsMax = 4_096

/** Reads what is stored under a key. */
export type ReadDocument<Document> = (key: string, text: string) => Document

type Remembered<Document> = { readonly text: string; readonly document: Document }

/**
 * Reads the stored documents of a view. While the text under a key is the one that was read last, it is not parsed
 * again: what is remembered is what that text says. Documents are shared, so nobody may change them; the same object
 * means the same text.
 *
 * The reader throws {@link UnreadableDocument}, which names the view and nothing of the text.
 */
export function documentReader<Document>(
  name: string,
  schema: z.ZodType<Document>,
): ReadDocument<Document> {
  const remembered = recentMap<Remembered<Document>>(rememberedMax)
  return (key, text) => {
    const known = remembered.get(key)
    if (known?.text === text) return known.document
    const parsed = schema.safeParse(valueOf(text))
    if (!parsed.success) throw new UnreadableDocument(`a document of ${name} cannot be read`)
    if (text.length <= rememberedCharsMax) remembered.set(key, { text, document: parsed.data })
    return parsed.data
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

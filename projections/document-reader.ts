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

/**
 * Reads the stored documents of a view. A text that was read lately is not parsed again: what is remembered is what a
 * text says, and never what stands under a key. Documents are shared, so nobody may change them.
 *
 * The reader throws {@link UnreadableDocument}, which names the view and nothing of the text.
 */
export function documentReader<Document>(
  name: string,
  schema: z.ZodType<Document>,
): (text: string) => Document {
  const remembered = recentMap<{ readonly document: Document }>(rememberedMax)
  return (text) => {
    const known = remembered.get(text)
    if (known) return known.document
    const parsed = schema.safeParse(valueOf(text))
    if (!parsed.success) throw new UnreadableDocument(`a document of ${name} cannot be read`)
    if (text.length <= rememberedCharsMax) remembered.set(text, { document: parsed.data })
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

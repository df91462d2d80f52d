import { z } from 'zod'

/** Which installation's views: several may share one Redis. */
export const ViewsNamespace = z.string().regex(/^[A-Za-z0-9-]{1,64}$/u)

/**
 * Where things lie. All of a generation is under one hash tag, so that one script may touch all of it on a cluster;
 * each prefix holds one type of key.
 */
export const redisKeys = (namespace: string) => {
  ViewsNamespace.parse(namespace)
  return {
    /** The generation that readers are answered from, and the one being built. */
    active: `{sb:${namespace}}:active`,
    next: `{sb:${namespace}}:next`,
    /** Said here after each batch: see announcement.ts. */
    channel: `sb:${namespace}:progress`,
    /** Prefix of all that is in generations. */
    generations: `{sb:${namespace}:`,
    generation: (generation: string): GenerationKeys => {
      const tag = `{sb:${namespace}:${generation}}`
      return {
        tag,
        marker: `${tag}:marker`,
        epoch: `${tag}:epoch`,
        documents: `${tag}:documents`,
        document: `${tag}:d:`,
        list: `${tag}:l:`,
      }
    },
  }
}

export type GenerationKeys = {
  readonly tag: string
  /** Text: see projections/marker.ts. */
  readonly marker: string
  /** Text: `<epoch> <owner>`. */
  readonly epoch: string
  /** Text: how many documents there are. */
  readonly documents: string
  /** Prefix of documents, texts. */
  readonly document: string
  /** Prefix of lists: sorted sets of which all scores are 0. */
  readonly list: string
}

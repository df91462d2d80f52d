/** The key under which a document is stored. */
export const documentKey = (view: string, key: string): string => `${view}:${key}`

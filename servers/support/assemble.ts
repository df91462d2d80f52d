export type Closable = { close(): Promise<unknown> | undefined }

/** Keeps what is opened, so that it is closed again. */
export type Keep = <T extends Closable>(opened: T) => T

/**
 * Builds something out of parts that must be closed. Its `close` closes them all, the last kept first;
 * and if the building fails, those that were kept are closed before the failure is passed on.
 */
export async function assemble<T extends object>(
  build: (keep: Keep) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
  const kept: Closable[] = []
  async function close(): Promise<void> {
    for (const opened of kept.splice(0).toReversed()) await opened.close()
  }
  try {
    const built = await build((opened) => {
      kept.push(opened)
      return opened
    })
    return { ...built, close }
  } catch (error) {
    await close()
    throw error
  }
}

import type { FastifyRequest } from 'fastify'

/**
 * The bytes of a file in a `multipart/form-data` body; undefined if the body is no form, is broken, or has no such file.
 * The size is bounded by the limits of the server, which answers for itself when they are passed.
 */
export async function formFile(
  request: FastifyRequest,
  name: string,
): Promise<Uint8Array | undefined> {
  if (!request.isMultipart()) return undefined
  try {
    const file = await request.file()
    if (file === undefined) return undefined
    const bytes = await file.toBuffer()
    return file.fieldname === name ? bytes : undefined
  } catch (error) {
    if (isLimit(error)) throw error
    return undefined
  }
}

const isLimit = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('FST_')

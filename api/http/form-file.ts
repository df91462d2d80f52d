import type { FastifyRequest } from 'fastify'

/**
 * The bytes of a file in a `multipart/form-data` body; undefined if the body is no form or has no such file. The size is
 * bounded by the limits of the server.
 */
export async function formFile(
  request: FastifyRequest,
  name: string,
): Promise<Uint8Array | undefined> {
  if (!request.isMultipart()) return undefined
  const file = await request.file()
  if (file === undefined) return undefined
  const bytes = await file.toBuffer()
  return file.fieldname === name ? bytes : undefined
}

import type { FastifyRequest } from 'fastify'

/** The file of a form, and the field that it was sent as. */
export type FormFile = { readonly field: string; readonly bytes: Uint8Array }

/**
 * The first file in a `multipart/form-data` body; undefined if the body is no form, is broken, or has no file. A body is
 * read once: who asks later is answered with what was read. The size is bounded by the limits of the server, which
 * answers for itself when they are passed.
 */
export function formFile(request: FastifyRequest): () => Promise<FormFile | undefined> {
  let reading: Promise<FormFile | undefined> | undefined
  return () => (reading ??= readFile(request))
}

async function readFile(request: FastifyRequest): Promise<FormFile | undefined> {
  if (!request.isMultipart()) return undefined
  try {
    const file = await request.file()
    if (file === undefined) return undefined
    return { field: file.fieldname, bytes: await file.toBuffer() }
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

/** By these bytes one form is told from another, however its parts are parted. */
export const bytesOfForm = ({ field, bytes }: FormFile): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(field)}\n`), bytes])

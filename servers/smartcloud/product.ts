import { join } from 'node:path'
import { z } from 'zod'
import { type DurableDocument, openDocument } from '../support/durable-document.ts'
import { makeRsaKey, PrivateRsaJwk } from '../support/rsa-keys.ts'

/** What the product has made and been given: its key, and its client at Maskinporten. */
const Product = z.object({
  privateJwk: PrivateRsaJwk.optional(),
  clientId: z.string().optional(),
})
export type Product = z.infer<typeof Product>

export const openProduct = (directory: string): Promise<DurableDocument<Product>> =>
  openDocument(join(directory, 'product.json'), Product, async () => ({}))

/** The product's key, made when it is first asked for; it never leaves the product's directory. */
export async function productKey(product: DurableDocument<Product>): Promise<PrivateRsaJwk> {
  const fresh = product.value().privateJwk ?? (await makeRsaKey())
  return product.change((value) => {
    const privateJwk = value.privateJwk ?? fresh
    return { result: privateJwk, next: { ...value, privateJwk } }
  })
}

import { join } from 'node:path'
import { z } from 'zod'
import { type DurableDocument, openDocument } from '../support/durable-document.ts'
import { makeRsaKey, PrivateRsaJwk } from '../support/rsa-keys.ts'

/** What the product has been given and made: its key, and its client once it is registered. */
const Product = z.object({ privateJwk: PrivateRsaJwk, clientId: z.string().optional() })
export type Product = z.infer<typeof Product>

/** The key is made at the first start, and never leaves the product's own directory. */
export const openProduct = (directory: string): Promise<DurableDocument<Product>> =>
  openDocument(join(directory, 'product.json'), Product, async () => ({
    privateJwk: await makeRsaKey(),
  }))

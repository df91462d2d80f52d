import { z } from 'zod'

const memberMax = 300

/** The opaque place in a list: base64url of the JSON of the last member seen (spec systemuser-api §0.3). */
export const pageToken = (member: string): string =>
  Buffer.from(JSON.stringify(member)).toString('base64url')

/** A member that a token names. It only tells where to go on in the caller's own list, whatever it holds. */
export const PageToken = z
  .string()
  .max(memberMax * 2)
  .regex(/^[\w-]+$/u, 'The token is not valid.')
  .transform((token, context) => {
    try {
      const member: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
      if (typeof member === 'string' && member.isWellFormed()) return member
    } catch {
      // Not ours either.
    }
    context.addIssue({ code: 'custom', message: 'The token is not valid.' })
    return z.NEVER
  })

/** The same for a list whose places are numbers. */
export const sequenceToken = (sequence: number): string =>
  Buffer.from(String(sequence)).toString('base64url')

export const SequenceToken = z
  .string()
  .regex(/^[\w-]{1,40}$/u, 'The token is not valid.')
  .transform((token) => Buffer.from(token, 'base64url').toString('utf8'))
  .pipe(z.string().regex(/^\d{1,16}$/u, 'The token is not valid.'))
  .transform(Number)
  .pipe(z.int({ error: 'The token is not valid.' }))

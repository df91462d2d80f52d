import { expect, test } from 'vitest'
import { rememberingInput } from '../../api/http/remembered-input.ts'

const sent = (body: string | undefined, url = '/authorize') => ({
  url,
  body: body === undefined ? undefined : Buffer.from(body),
})

const reader = () => {
  let count = 0
  const read = rememberingInput(
    ({ url, body }: ReturnType<typeof sent>) => ({
      read: (count += 1),
      text: body?.toString() ?? url,
    }),
    ({ text }) => !text.startsWith('bad'),
  )
  return read
}

test('the same body, and the same URL without one, is read once', () => {
  const read = reader()
  expect(read(sent('a question'))).toBe(read(sent('a question')))
  expect(read(sent(undefined, '/a'))).toBe(read(sent(undefined, '/a')))
  expect(read(sent(undefined, '/a')).text).toBe('/a')
  expect(read(sent(undefined, '/b')).text).toBe('/b')
})

test('bodies that differ in a single byte anywhere are told apart', () => {
  const read = reader()
  const long = 'x'.repeat(20_000)
  for (const at of [0, 1, 77, 9_999, 19_998, 19_999]) {
    const other = `${long.slice(0, at)}y${long.slice(at + 1)}`
    expect(read(sent(long)).text).toBe(long)
    expect(read(sent(other)).text).toBe(other)
  }
})

test('what was read of a body is not changed by what becomes of its bytes', () => {
  const read = reader()
  const first = sent('a question')
  const known = read(first)
  first.body?.fill('z')
  expect(read(sent('a question'))).toBe(known)
  expect(read(sent('zzzzzzzzzz'))).not.toBe(known)
})

test('what is bad or too long is read each time', () => {
  const read = reader()
  for (const body of ['bad', 'x'.repeat(33_000)])
    expect(read(sent(body)).read).not.toBe(read(sent(body)).read)
})

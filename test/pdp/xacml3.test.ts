import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { answerTo, casesIn, expectedOf } from '../support/xacml3/suite.ts'

// The public suite lies beside the project, not in it, or where XACML3_SUITE says. XACML3_REQUIRED=1
// is for a run that may not do without it.
const beside = fileURLToPath(new URL('../../../shared/conformance/xacml3', import.meta.url))
const folder = process.env['XACML3_SUITE'] ?? beside
const isThere = existsSync(folder)

describe('the public XACML 3.0 suite', () => {
  test('is there, unless it may be left out', () => {
    if (!isThere) console.log(`left out: the public XACML 3.0 suite, which is not at ${folder}`)
    expect(isThere || process.env['XACML3_REQUIRED'] !== '1').toBe(true)
  })

  test.each(isThere ? casesIn(folder) : [])('%s is answered as the suite says', (name) => {
    expect(answerTo(folder, name)).toEqual(expectedOf(folder, name))
  })
})

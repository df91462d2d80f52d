import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentKey } from '../../projections/document-key.ts'
import { liveSystems } from '../../projections/live-systems.ts'
import { ref } from '../../projections/views.ts'
import { fingerprint } from '../support/projecting.ts'
import { change, ChangingViews, groups, vendors } from '../support/changing-views.ts'
import type { Place } from '../support/view-stores.ts'

/** What is asked again and again with the same references is never answered from what was. */
export function askedAgainContract(name: string, make: () => Promise<Place>): void {
  describe(`views in ${name}, asked the same again`, () => {
    test('give what is there now, whatever changed meanwhile', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 10 }), async (changes) => {
          const changing = new ChangingViews(await make())
          try {
            for (const one of changes) {
              await changing.change(one)
              for (const { given, right } of await changing.answers()) expect(given).toEqual(right)
            }
          } finally {
            await changing.place.close()
          }
        }),
        { numRuns: 60 },
      )
    })

    test('give the same documents while none of them changed', async () => {
      const changing = new ChangingViews(await make())
      const [refs = []] = groups
      const ask = async () => (await changing.place.views.fetch(refs)).documents
      await changing.change({
        puts: [{ key: 'a', vendor: vendors[0] }],
        others: 0,
        isRebuilt: false,
      })
      await ask()
      const known = await ask()
      expect(await ask()).toBe(known)
      await changing.change({
        puts: [{ key: 'a', vendor: vendors[1] }],
        others: 0,
        isRebuilt: false,
      })
      expect(await ask()).toEqual([{ vendor: vendors[1] }])
      await changing.place.close()
    })

    test('give what other views hold at the same position', async () => {
      const place = await make()
      const { store, views } = place
      const refs = [ref(liveSystems, 'a')]
      const ask = async () => (await views.fetch(refs)).documents
      for (const vendor of ['310000001', '310000002']) {
        const claim = await store.claim(await store.begin(fingerprint))
        if (claim === undefined) expect.fail('the generation is gone')
        const put = [documentKey(liveSystems.name, 'a'), JSON.stringify({ vendor })] as const
        const batch = { puts: [put], removes: [], lists: [], documents: 1 }
        await store.apply(claim.lease, { from: 'start', to: 10n, ...batch })
        expect(await store.activate(claim.lease)).toBe(true)
        for (let time = 0; time < 3; time += 1) expect(await ask()).toEqual([{ vendor }])
      }
      await place.close()
    })
  })
}

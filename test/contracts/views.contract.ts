import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UnreadableDocument } from '../../projections/document-reader.ts'
import { documentKey } from '../../projections/document-key.ts'
import { projections } from '../../projections/all.ts'
import { clientIds } from '../../projections/client-ids.ts'
import { liveSystems } from '../../projections/live-systems.ts'
import type { Claim, ViewBatch } from '../../projections/view-store.ts'
import { ref, ViewsBehind, ViewsNotReady } from '../../projections/views.ts'
import { fingerprint } from '../support/projecting.ts'
import type { Place } from '../support/view-stores.ts'

const nothing = { puts: [], removes: [], lists: [], documents: 0 } as const
const vendor = '310000001'
const system = (key: string) => documentKey(liveSystems.name, key)
const text = JSON.stringify({ vendor })

const putting = (key: string) => ({ puts: [[system(key), text]], documents: 1 }) as const

const batch = (
  from: ViewBatch['from'],
  to: ViewBatch['to'],
  changes: Partial<ViewBatch> = {},
): ViewBatch => ({ ...nothing, ...changes, from, to })

/** What every place for views promises, as it is written and as it is read. */
export function viewsContract(name: string, make: () => Place | Promise<Place>): void {
  describe(`views in ${name}`, () => {
    let place: Place

    beforeEach(async () => {
      place = await make()
    })
    afterEach(async () => {
      await place.close()
    })

    const begin = async (): Promise<Claim> => {
      const generation = await place.store.begin(fingerprint)
      const claim = await place.store.claim(generation)
      if (claim === undefined) throw new Error('the new generation is gone')
      return claim
    }
    const live = async (): Promise<Claim> => {
      const claim = await begin()
      expect(await place.store.activate(claim.lease)).toBe(true)
      return claim
    }

    describe('written', () => {
      test('a new generation is empty, and the next one until it is activated', async () => {
        const { lease, reached, documents } = await begin()
        expect({ reached, documents }).toEqual({ reached: 'start', documents: 0 })
        expect(await place.store.generations()).toEqual({ next: lease.generation })
        expect(await place.store.activate(lease)).toBe(true)
        expect(await place.store.generations()).toEqual({ active: lease.generation })
      })

      test('a batch from where they are is applied whole', async () => {
        const { lease } = await live()
        const first = {
          puts: [
            [system('a'), text],
            [system('b'), text],
          ],
          lists: [{ list: 'l', enter: ['1', '2'], leave: [] }],
          documents: 2,
        } as const
        expect(await place.store.apply(lease, batch('start', 10n, first))).toBe('applied')
        const second = {
          removes: [system('a')],
          lists: [{ list: 'l', enter: ['3'], leave: ['1'] }],
          documents: 1,
        }
        expect(await place.store.apply(lease, batch(10n, 20n, second))).toBe('applied')
        expect(await place.contents()).toEqual({
          documents: { [system('b')]: text },
          lists: { l: ['2', '3'] },
        })
        expect(await place.store.look(lease)).toEqual({ lease, reached: 20n, documents: 1 })
        expect(await place.store.count(lease.generation)).toBe(1)
        const read = await place.store.read(lease.generation, [system('a'), system('b')])
        expect(read).toEqual([undefined, text])
      })

      test('a batch that they have is not applied again', async () => {
        const { lease } = await live()
        const put = { puts: [[system('a'), text]], documents: 1 } as const
        await place.store.apply(lease, batch('start', 10n, put))
        await place.store.apply(lease, batch(10n, 99n, { removes: [system('a')] }))
        expect(await place.store.apply(lease, batch('start', 10n, put))).toBe('already')
        expect((await place.contents()).documents).toEqual({})
      })

      test('a batch that does not follow on is not applied', async () => {
        const { lease } = await live()
        await place.store.apply(lease, batch('start', 9n))
        const put = { puts: [[system('a'), text]], documents: 1 } as const
        expect(await place.store.apply(lease, batch(10n, 20n, put))).toBe('gap')
        expect(await place.store.apply(lease, batch('start', 10n, put))).toBe('gap')
        expect((await place.contents()).documents).toEqual({})
      })

      test('positions are ordered as numbers of any size', async () => {
        const { lease } = await live()
        await place.store.apply(lease, batch('start', 9_007_199_254_740_993n))
        expect(await place.store.apply(lease, batch('start', 9_007_199_254_740_992n))).toBe(
          'already',
        )
        expect(await place.store.apply(lease, batch('start', 10_000_000_000_000_000n))).toBe('gap')
        expect(await place.store.apply(lease, batch(99n, 100n))).toBe('already')
      })

      test('an empty batch asks whether all is as it was left', async () => {
        const { lease } = await live()
        expect(await place.store.apply(lease, batch('start', 'start'))).toBe('applied')
        await place.store.apply(lease, batch('start', 10n))
        expect(await place.store.apply(lease, batch(10n, 10n))).toBe('applied')
        expect(await place.store.apply(lease, batch(11n, 11n))).toBe('gap')
      })

      test('whoever claims later takes the right to write from all before', async () => {
        const { lease } = await live()
        const later = await place.store.claim(lease.generation)
        expect(later?.lease.epoch).toBe(lease.epoch + 1)
        const put = { puts: [[system('a'), text]], documents: 1 } as const
        expect(await place.store.apply(lease, batch('start', 10n, put))).toBe('fenced')
        expect(await place.store.look(lease)).toBe('fenced')
        expect((await place.contents()).documents).toEqual({})
        expect(later && (await place.store.apply(later.lease, batch('start', 10n, put)))).toBe(
          'applied',
        )
      })

      test('a lease from a time that is lost does not hold, and is no proof of another writer', async () => {
        const { lease } = await live()
        const lost = { ...lease, epoch: lease.epoch + 5 }
        expect(await place.store.apply(lost, batch('start', 10n))).toBe('gap')
        const again = await place.store.claim(lease.generation, lost.epoch)
        expect(again?.lease.epoch).toBe(lost.epoch + 1)
      })

      test('a generation that nobody began cannot be claimed', async () => {
        expect(await place.store.claim(`${fingerprint}-none`)).toBeUndefined()
        const lease = { generation: `${fingerprint}-none`, epoch: 1, owner: 'me' }
        expect(await place.store.look(lease)).toBe('gap')
        expect(await place.store.apply(lease, batch('start', 1n))).toBe('gap')
      })

      test('a new generation takes the place of the old one, when it is as far', async () => {
        const old = await live()
        await place.store.apply(old.lease, batch('start', 10n))
        const next = await begin()
        expect(await place.store.activate(next.lease)).toBe(false)
        await place.store.apply(next.lease, batch('start', 9n))
        expect(await place.store.activate(next.lease)).toBe(false)
        await place.store.apply(next.lease, batch(9n, 10n))
        expect(await place.store.activate(next.lease)).toBe(true)
        expect(await place.store.apply(old.lease, batch(10n, 20n))).toBe('retired')
        expect(await place.store.claim(old.lease.generation)).toBeUndefined()
        expect(await place.store.generations()).toEqual({ active: next.lease.generation })
      })

      test('a sweep leaves nothing but the active and the next generation', async () => {
        const old = await live()
        await place.store.apply(old.lease, batch('start', 10n, putting('old')))
        const active = await begin()
        await place.store.apply(active.lease, batch('start', 10n, putting('active')))
        await place.store.activate(active.lease)
        const next = await begin()
        await place.store.apply(next.lease, batch('start', 10n, putting('next')))
        await place.store.sweep()
        const counts = [old, active, next].map(({ lease }) => place.store.count(lease.generation))
        expect(await Promise.all(counts)).toEqual([0, 1, 1])
        expect(await place.store.apply(old.lease, batch(10n, 20n))).toBe('retired')
      })
    })

    describe('read', () => {
      const asked = [ref(liveSystems, 'a'), ref(clientIds, 'a')] as const

      test('are not there before a generation is active', async () => {
        await expect(place.views.fetch(asked)).rejects.toThrow(ViewsNotReady)
        const { lease } = await begin()
        await place.store.apply(lease, batch('start', 10n))
        await expect(place.views.fetch(asked)).rejects.toThrow(ViewsNotReady)
        await expect(place.views.list('l', { limit: 1 })).rejects.toThrow(ViewsNotReady)
      })

      test('answer with all that was asked for, and the position that it is from', async () => {
        const { lease } = await live()
        expect(await place.views.fetch([])).toEqual({ position: 0n, documents: [] })
        const put = { puts: [[system('a'), text]], documents: 1 } as const
        await place.store.apply(lease, batch('start', 10n, put))
        expect(await place.views.fetch(asked)).toEqual({
          position: 10n,
          documents: [{ vendor }, undefined],
        })
      })

      test('give a list page by page, in the order of the bytes of its members', async () => {
        const { lease } = await live()
        const enter = ['b', 'å', 'a', '\u{1F600}', '\uFFFD', 'B']
        await place.store.apply(
          lease,
          batch('start', 10n, { lists: [{ list: 'l', enter, leave: [] }] }),
        )
        const first = await place.views.list('l', { limit: 4 })
        expect(first).toEqual({ position: 10n, members: ['B', 'a', 'b', 'å'] })
        const second = await place.views.list('l', { limit: 4, after: 'å' })
        expect(second.members).toEqual(['\uFFFD', '\u{1F600}'])
        const last = await place.views.list('l', { limit: 2, fromEnd: true, after: 'z' })
        expect(last.members).toEqual(['\u{1F600}', '\uFFFD'])
        expect((await place.views.list('none', { limit: 4 })).members).toEqual([])
        expect((await place.views.list('none', { limit: 1, fromEnd: true })).members).toEqual([])
      })

      test('wait for a position that they are asked to have', async () => {
        const { lease } = await live()
        const answer = place.views.fetch(asked, 10n)
        await place.store.apply(lease, batch('start', 10n))
        expect((await answer).position).toBe(10n)
        const list = place.views.list('l', { limit: 1 }, 20n)
        await place.store.apply(lease, batch(10n, 25n))
        expect((await list).position).toBe(25n)
      })

      test('say that they are behind when it takes too long', async () => {
        await live()
        await expect(place.views.fetch(asked, 10n)).rejects.toThrow(ViewsBehind)
        await expect(place.views.list('l', { limit: 1 }, 10n)).rejects.toThrow(ViewsBehind)
      })

      test('never answer from before what this process has seen', async () => {
        const { lease } = await live()
        place.fresh.saw(10n)
        await expect(place.views.fetch(asked)).rejects.toThrow(ViewsBehind)
        await place.store.apply(lease, batch('start', 10n))
        expect((await place.views.fetch(asked)).position).toBe(10n)
      })

      test('what was answered once is what this process has seen', async () => {
        const { lease } = await live()
        await place.store.apply(lease, batch('start', 10n))
        await place.views.fetch(asked)
        expect(place.fresh.floor()).toBe(10n)
      })

      test('follow to the generation that took the place of the one they read', async () => {
        const old = await live()
        await place.views.fetch(asked)
        const { lease } = await begin()
        const put = { puts: [[system('a'), text]], documents: 1 } as const
        await place.store.apply(lease, batch('start', 10n, put))
        await place.store.activate(lease)
        await place.store.sweep()
        expect((await place.views.fetch(asked)).documents[0]).toEqual({ vendor })
        expect(old.lease.generation).not.toBe(lease.generation)
      })

      test('of another program are not answered from', async () => {
        const generation = await place.store.begin('another')
        const claim = await place.store.claim(generation)
        expect(claim && (await place.store.activate(claim.lease))).toBe(true)
        await expect(place.views.fetch(asked)).rejects.toThrow(ViewsNotReady)
      })

      test('that are halted are not answered from until a batch moves them on', async () => {
        const { lease } = await live()
        await place.store.apply(lease, batch('start', 10n))
        await place.store.halt(lease, 'an event cannot be read')
        await expect(place.views.fetch(asked)).rejects.toThrow('an event cannot be read')
        const again = await place.store.claim(lease.generation)
        expect(again?.reached).toBe(10n)
        expect(again && (await place.store.apply(again.lease, batch(10n, 10n)))).toBe('applied')
        await expect(place.views.fetch(asked)).rejects.toThrow(ViewsNotReady)
        expect(again && (await place.store.apply(again.lease, batch(10n, 11n)))).toBe('applied')
        expect((await place.views.fetch(asked)).position).toBe(11n)
      })

      test.each(['{', '"text"', '{"vendor":"a name"}'])(
        'that hold %s where a document should be are a fault, and no answer',
        async (wrong) => {
          const { lease } = await live()
          const put = { puts: [[system('a'), wrong]], documents: 1 } as const
          await place.store.apply(lease, batch('start', 10n, put))
          await expect(place.views.fetch(asked)).rejects.toThrow(UnreadableDocument)
        },
      )
    })

    test('every read model has a name of its own', () => {
      expect(new Set(projections.map(({ name: view }) => view)).size).toBe(projections.length)
    })
  })
}

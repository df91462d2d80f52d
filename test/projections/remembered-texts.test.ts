import { describe, expect, test } from 'vitest'
import { rememberedTexts } from '../../projections/remembered-texts.ts'

describe('remembered texts', () => {
  test('are still there after the first ageing since they were asked for, and gone after the second', () => {
    const texts = rememberedTexts(0)
    texts.set('asked', 'a')
    texts.set('left', 'b')
    texts.age()
    expect(texts.get('asked')).toBe('a')
    texts.age()
    expect([texts.get('asked'), texts.get('left')]).toEqual(['a', undefined])
  })

  test('are not aged while there is little of them', () => {
    const texts = rememberedTexts(100)
    texts.set('key', 'text')
    for (let times = 0; times < 3; times += 1) texts.age()
    expect(texts.get('key')).toBe('text')
  })

  test('tell nothing from not known', () => {
    const texts = rememberedTexts(100)
    texts.set('nothing', null)
    expect([texts.get('nothing'), texts.get('unknown')]).toEqual([null, undefined])
  })

  test('are sampled as they are now, from all of them', () => {
    const texts = rememberedTexts(0)
    for (let n = 0; n < 10; n += 1) texts.set(`key-${n}`, 'before')
    texts.age()
    texts.set('key-0', 'after')
    texts.set('key-1', null)
    const all = texts.sample(100)
    expect(all).toHaveLength(9)
    expect(all).toContainEqual(['key-0', 'after'])
    expect(texts.sample(3).map(([key]) => key)).toEqual(['key-0', 'key-4', 'key-7'])
  })
})

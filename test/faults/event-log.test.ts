import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CorruptLog, LogFailed, LogInUse } from '../../servers/event-store/log/errors.ts'
import {
  type OpenSegmentFile,
  openSegmentFile,
} from '../../servers/event-store/log/segment-file.ts'
import { openLog, recordAt, temporaryDirectory, writtenLog } from '../support/event-log.ts'

const segment = (directory: string, number: number): string =>
  join(directory, `0000000${number}.log`)
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

/** Opens files that work until the disk is broken. */
function failing(what: 'write' | 'sync', disk: { readonly isBroken: boolean }): OpenSegmentFile {
  return async (path) => {
    const file = await openSegmentFile(path)
    return {
      ...file,
      write: (bytes, offset) => {
        if (what === 'write' && disk.isBroken) throw new Error('EIO')
        return file.write(bytes, offset)
      },
      sync: async () => {
        if (what === 'sync' && disk.isBroken) throw new Error('EIO')
        await file.sync()
      },
    }
  }
}

describe('a log that was closed', () => {
  test('holds all that was appended when it is opened again', async () => {
    const directory = await temporaryDirectory()
    await writtenLog(directory, [1, 3, 2])
    const { log, found } = await openLog(directory)
    expect(found).toEqual(upTo(6))
    const [position = 0] = log.append([recordAt(6)])
    expect(log.read(position).revision).toBe(6)
  })

  test('goes on over many segments, whose indexes tell the same as the segments', async () => {
    const directory = await temporaryDirectory()
    await writtenLog(
      directory,
      Array.from({ length: 50 }, () => 2),
      { segmentBytesMax: 1000 },
    )
    const indexes = readdirSync(directory).filter((name) => name.endsWith('.idx'))
    expect(indexes.length).toBeGreaterThan(5)
    const indexed = await openLog(directory)
    await indexed.log.close()
    for (const index of indexes) await rm(join(directory, index))
    const scanned = await openLog(directory)
    expect(indexed.found).toEqual(upTo(100))
    expect(scanned.found).toEqual(upTo(100))
    const rebuilt = readdirSync(directory).filter((name) => name.endsWith('.idx'))
    expect(rebuilt).toEqual(indexes)
  })

  test('does without an index that is damaged', async () => {
    const directory = await temporaryDirectory()
    await writtenLog(
      directory,
      Array.from({ length: 20 }, () => 1),
      { segmentBytesMax: 500 },
    )
    const index = join(directory, '00000001.idx')
    const bytes = await readFile(index)
    for (const at of [0, 20, bytes.length - 1]) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      await writeFile(index, damaged)
      const { log, found } = await openLog(directory)
      expect(found).toEqual(upTo(20))
      await log.close()
      expect(await readFile(index)).toEqual(bytes)
    }
  })
})

describe('an append that was cut short', () => {
  test('is removed whole, wherever it was cut, and the log goes on', async () => {
    const directory = await temporaryDirectory()
    const [first = 0, second = 0, third = 0] = await writtenLog(directory, [2, 1, 3])
    const bytes = await readFile(segment(directory, 0))
    for (let length = first; length <= third; length += 1) {
      await writeFile(segment(directory, 0), bytes.subarray(0, length))
      const { log, found } = await openLog(directory)
      const whole = length === third ? 6 : length >= second ? 3 : 2
      expect(found).toEqual(upTo(whole))
      log.append([recordAt(whole)])
      await log.close()
      const again = await openLog(directory)
      expect(again.found).toEqual(upTo(whole + 1))
      await again.log.close()
    }
  })

  test('may leave any bytes behind it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (garbage) => {
        const directory = await temporaryDirectory()
        await writtenLog(directory, [1, 1])
        await appendFile(segment(directory, 0), garbage)
        const { log, found } = await openLog(directory)
        expect(found).toEqual([0, 1])
        await log.close()
      }),
      { numRuns: 20 },
    )
  })
})

describe('damage elsewhere', () => {
  test('to any byte of what was durable when more was appended is refused, with file and offset', async () => {
    const directory = await temporaryDirectory()
    const { log } = await openLog(directory)
    log.append([recordAt(0), recordAt(1)])
    await log.durable()
    const end = log.end
    log.append([recordAt(2)])
    await log.close()
    const bytes = await readFile(segment(directory, 0))
    for (let at = 0; at < end; at += 1) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0x01
      await writeFile(segment(directory, 0), damaged)
      // Damage to the header's unused end is no damage to what it says, but its checksum covers it.
      await expect(openLog(directory)).rejects.toThrow(/00000000\.log is damaged at offset \d+/)
    }
  })

  test('to a segment that is not the last is refused', async () => {
    const directory = await temporaryDirectory()
    await writtenLog(
      directory,
      Array.from({ length: 20 }, () => 1),
      { segmentBytesMax: 500 },
    )
    const path = segment(directory, 1)
    const bytes = await readFile(path)
    await truncate(path, bytes.length - 1)
    await expect(openLog(directory)).rejects.toThrow(CorruptLog)
    const damaged = Buffer.from(bytes)
    damaged[100] = (damaged[100] ?? 0) ^ 1
    await writeFile(path, damaged)
    await expect(openLog(directory)).rejects.toThrow('00000001.log is damaged at offset 64')
    await rm(path)
    await expect(openLog(directory)).rejects.toThrow('segment 1 is missing')
  })

  test('by a segment of another log is refused', async () => {
    const [one, other] = [await temporaryDirectory(), await temporaryDirectory()]
    const sizes = Array.from({ length: 20 }, () => 1)
    await writtenLog(one, sizes, { segmentBytesMax: 500 })
    await writtenLog(other, sizes, { segmentBytesMax: 500 })
    await writeFile(segment(one, 1), await readFile(segment(other, 1)))
    await expect(openLog(one)).rejects.toThrow('it belongs to another log')
  })
})

describe('a directory', () => {
  test('that is open is refused to a second', async () => {
    const directory = await temporaryDirectory()
    const { log } = await openLog(directory)
    await expect(openLog(directory)).rejects.toThrow(LogInUse)
    await log.close()
    await openLog(directory)
  })

  test('that another living process has open is refused, and taken over when that is dead', async () => {
    const directory = await temporaryDirectory()
    const other = spawn('sleep', ['60'])
    const lock = join(directory, `lock-${other.pid}-0`)
    await writeFile(lock, '')
    await expect(openLog(directory)).rejects.toThrow(`in use by process ${other.pid}`)
    expect(readdirSync(directory)).toEqual([`lock-${other.pid}-0`])
    other.kill('SIGKILL')
    await once(other, 'exit')
    const { log } = await openLog(directory)
    expect(readdirSync(directory)).not.toContain(`lock-${other.pid}-0`)
    await log.close()
    expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual([])
  })

  test('is taken over from a dead process whose number another has now', async () => {
    const directory = await temporaryDirectory()
    await writeFile(join(directory, `lock-${process.ppid}-1`), '')
    await openLog(directory)
  })
})

describe('a disk that fails', () => {
  test.each(['write', 'sync'] as const)('to %s ends all writing', async (what) => {
    const directory = await temporaryDirectory()
    const disk = { isBroken: false }
    const { log, failures } = await openLog(directory, { openFile: failing(what, disk) })
    log.append([recordAt(0)])
    await log.durable()
    disk.isBroken = true
    log.append([recordAt(1)])
    await expect(log.durable()).rejects.toThrow(LogFailed)
    disk.isBroken = false
    expect(() => log.append([recordAt(2)])).toThrow(LogFailed)
    await expect(log.durable()).rejects.toThrow(LogFailed)
    expect(failures).toHaveLength(1)
  })

  test('that takes a few bytes at a time gets them all', async () => {
    const directory = await temporaryDirectory()
    await writtenLog(directory, [1, 2, 3], {
      openFile: async (path) => {
        const file = await openSegmentFile(path)
        return {
          ...file,
          write: (bytes, offset) =>
            file.write(bytes.subarray(0, bytes.length > 10_000 ? 9999 : 7), offset),
        }
      },
    })
    expect((await openLog(directory)).found).toEqual(upTo(6))
  })

  test('is told of a flush before anybody hears that his append is durable', async () => {
    const directory = await temporaryDirectory()
    const told: string[] = []
    const { log } = await openLog(directory, {
      onDurable: () => told.push('published'),
      openFile: async (path) => {
        const file = await openSegmentFile(path)
        return {
          ...file,
          sync: async () => {
            await file.sync()
            told.push('flushed')
          },
        }
      },
    })
    log.append([recordAt(0)])
    await log.durable()
    told.push('answered')
    expect(told).toEqual(['flushed', 'published', 'answered'])
  })
})

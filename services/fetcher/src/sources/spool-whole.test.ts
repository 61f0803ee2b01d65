import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { tempDir } from '@tubepost/testing'
import { expect, test } from 'vitest'
import { spoolWhole } from './spool-whole.ts'

const PART = 100_000

async function* inParts(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PART) yield bytes.subarray(at, at + PART)
}

// In memory, in memory in parts, and in a file.
test.each([1_000, 250_000, 1_000_000])(
  'given a mail of %i bytes, then all of them are read, and read again',
  async (size) => {
    const dir = await tempDir('spool')
    const mail = randomBytes(size)
    const spooled = await spoolWhole(inParts(mail), dir, size)
    expect(spooled).toMatchObject({ size, isTooLarge: false })
    for (let time = 0; time < 2; time++) expect(mail.equals(await buffer(spooled.content()))).toBe(true)
    await spooled.discard()
    expect(readdirSync(dir).filter((name) => name.endsWith('.eml'))).toEqual([])
  },
)

test.each([999, 999_999])('given a mail of more than %i bytes, then it is too large', async (most) => {
  const spooled = await spoolWhole(inParts(randomBytes(most + 1)), await tempDir('spool'), most)
  expect(spooled.isTooLarge).toBe(true)
  await spooled.discard()
})

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  decodeHeaderText,
  decodeText,
  fingerprint,
  judge,
  mailTime,
  parseHeaderBlock,
  parseMailboxes,
  readBodyFacts,
  readMessageIds,
  readParts,
  readSender,
  readTrust,
  recipients,
  threadOf,
  transferDecoder,
  trimReply,
} from './index.ts'

/** Corpora under licences of their own, so never in this repository: read by path. */
const corpora = findCorpora()

describe('the torture corpus (skipped without CORPORA_DIR or ../shared)', () => {
  test.skipIf(corpora === undefined)(
    'never throws, never takes long, and gives well-formed text',
    { timeout: 60_000 },
    () => {
      const paths = readFileSync(join(corpora!, 'sets/torture/open.tsv'), 'utf8')
        .split('\n')
        .slice(1)
        .filter((line) => line !== '')
      expect(paths.length).toBeGreaterThan(1_000)
      const illFormed: string[] = []
      const slow: string[] = []
      for (const path of paths.map((line) => line.split('\t')[0]!)) {
        const mail = readFileSync(join(corpora!, path))
        const start = performance.now()
        const headers = parseHeaderBlock(mail)
        const sender = readSender(headers)
        judge(headers, {
          envelopeFrom: undefined,
          ownAddresses: new Set(),
          bodyFacts: readBodyFacts(headers, mail.toString('latin1')),
        })
        readTrust(headers, sender.kind === 'one' ? sender.mailbox.address : 'a@x.example', {
          authservId: 'mx.google.com',
          hops: 3,
          writesRun: true,
        })
        recipients(headers, [])
        const whole = mail.toString('utf8')
        if (whole.trim() !== '' && trimReply(whole) === '') illFormed.push(path)
        if (!partsAreWhole(mail)) illFormed.push(path)
        threadOf(headers, recipients(headers, []), { keys: [], domains: new Set(['x.example']) })
        mailTime(headers.first('date'), '2026-11-22T10:00:00Z')
        expect(fingerprint(headers)).toHaveLength(64)
        // Every field goes through every reader of values, because today's Subject is tomorrow's From.
        for (const { value } of headers.fields) {
          const texts = [
            value,
            decodeHeaderText(value),
            ...readMessageIds(value),
            ...parseMailboxes(value).mailboxes.map(({ address }) => address),
          ]
          if (!texts.every((text) => text.isWellFormed() && !text.includes('\0'))) illFormed.push(path)
        }
        if (performance.now() - start > 2_000) slow.push(path)
      }
      expect({ illFormed, slow }).toEqual({ illFormed: [], slow: [] })
    },
  )
})

/** Whether each part has the bytes of its place, however they come. */
function partsAreWhole(mail: Buffer): boolean {
  let isWhole = true
  const parts = readParts(LIMITS, ({ encoding, charset, flowed }) => {
    const decoder = transferDecoder(encoding)
    const raw: Uint8Array[] = []
    const decoded: Uint8Array[] = []
    return {
      take: (bytes) => {
        raw.push(bytes.slice())
        decoded.push(decoder.decode(bytes))
      },
      end: (from, to) => {
        const again = transferDecoder(encoding)
        const whole = mail.subarray(from, to)
        const file = Buffer.concat([...decoded, decoder.end()])
        if (!Buffer.concat(raw).equals(whole)) isWhole = false
        if (!file.equals(Buffer.concat([again.decode(whole), again.end()]))) isWhole = false
        decodeText(file, { charset, flowed })
      },
    }
  })
  for (let at = 0; at < mail.length; at += 1_000) parts.read(mail.subarray(at, at + 1_000))
  parts.end()
  return isWhole
}

const LIMITS = {
  nesting: 50,
  parts: 1_000,
  headerBytes: 512 * 1024,
  headerLines: 2_000,
  fieldBytes: 64 * 1024,
  addresses: 1_000,
}

function findCorpora(): string | undefined {
  if (process.env['CORPORA_DIR'] !== undefined) return process.env['CORPORA_DIR']
  const tool = join(import.meta.dirname, '../../../../shared/tools/corpora-unpack')
  return existsSync(tool) ? execFileSync(tool, { encoding: 'utf8' }).trim() : undefined
}

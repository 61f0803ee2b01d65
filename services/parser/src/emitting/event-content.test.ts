import { MAX_INLINE_TEXT_BYTES, MAX_LISTED } from '@tubepost/events'
import { expect, test } from 'vitest'
import type { WholeContent } from '../content/read-content.ts'
import { eventContent } from './event-content.ts'

const content: WholeContent = {
  text: 'Hello\n',
  textCut: false,
  reply: 'Hello',
  hasHtml: false,
  files: [],
  bodyDigest: 'd',
}
const file = {
  name: 'a.png',
  mediaType: 'image/png',
  size: 1,
  sha256: 'a'.repeat(64),
  inline: false,
  contentId: null,
  place: [{ from: 0, to: 4, encoding: 'base64' as const }],
}

test('given a short mail, then the event has all of it', () => {
  const { bodyDigest: _, ...carried } = content
  expect(eventContent({ content: { ...content, files: [file] } })).toEqual({
    ...carried,
    files: [file],
    fileCount: 1,
    unread: null,
  })
})

test.each(['a', 'é', '会', '🔥', 'a🔥会é\n'])('given much of %j, then it is cut between its characters', (letters) => {
  const bytes = Buffer.byteLength(letters)
  for (let shift = 0; shift < 5; shift++) {
    const text = '-'.repeat(shift) + letters.repeat(Math.ceil(MAX_INLINE_TEXT_BYTES / bytes) + 1)
    const cut = eventContent({ content: { ...content, text, reply: text } })
    expect(text.startsWith(cut.text ?? '?')).toBe(true)
    expect(cut.text?.isWellFormed()).toBe(true)
    expect(Buffer.byteLength(cut.text ?? '')).toBeLessThanOrEqual(MAX_INLINE_TEXT_BYTES)
    expect(Buffer.byteLength(cut.text ?? '')).toBeGreaterThan(MAX_INLINE_TEXT_BYTES - 4)
    expect(cut).toMatchObject({ textCut: true, reply: cut.text })
  }
})

test('given exactly as much as an event takes, then nothing is cut', () => {
  const text = 'é'.repeat(MAX_INLINE_TEXT_BYTES / 2)
  expect(eventContent({ content: { ...content, text } })).toMatchObject({ text, textCut: false })
})

test('given a text that was cut before, then it stays said', () => {
  expect(eventContent({ content: { ...content, textCut: true } })).toMatchObject({ text: 'Hello\n', textCut: true })
})

test('given more files than are listed, then the first are, with their count', () => {
  const files = Array.from({ length: 150 }, (_, n) => ({ ...file, size: n }))
  expect(eventContent({ content: { ...content, files } })).toMatchObject({
    files: files.slice(0, MAX_LISTED),
    fileCount: 150,
  })
})

test('given a mail that was not read, then the event says why', () => {
  expect(eventContent({ unread: { limit: 'parts', message: 'Too many parts.' } })).toEqual({
    text: null,
    textCut: false,
    reply: null,
    hasHtml: false,
    files: [],
    fileCount: 0,
    unread: 'Too many parts.',
  })
})

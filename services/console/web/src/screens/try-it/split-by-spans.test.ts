import { expect, test } from 'vitest'
import { splitBySpans } from './split-by-spans.ts'

const spans = { status: { start: 0, end: 3 }, due: { start: 4, end: 7 }, comment: [{ start: 8, end: 12 }] }

test('a subject falls into parts with a meaning, and what lies between', () => {
  expect(splitBySpans({ subject: 'Out 30m call', spans }).map(({ text, meaning }) => [text, meaning])).toEqual([
    ['Out', 'status'],
    [' ', undefined],
    ['30m', 'due'],
    [' ', undefined],
    ['call', 'comment'],
  ])
})

test('a subject without a meaning is one part', () => {
  const none = { status: null, due: null, comment: [] }
  expect(splitBySpans({ subject: 'hello', spans: none })).toEqual([{ start: 0, text: 'hello', meaning: undefined }])
  expect(splitBySpans({ subject: '', spans: none })).toEqual([])
})

test('whatever the spans, the parts together are the subject', () => {
  const crossing = { status: { start: 0, end: 6 }, due: { start: 4, end: 7 }, comment: [{ start: 2, end: 12 }] }
  const parts = splitBySpans({ subject: 'Out 30m call me', spans: crossing })
  expect(parts.map(({ text }) => text).join('')).toBe('Out 30m call me')
})

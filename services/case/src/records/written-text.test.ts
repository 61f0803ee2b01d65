import { expect, test } from 'vitest'
import { noteText, subjectText } from './written-text.ts'

test.each(['\0', ' ', '\u202e', '\u200b\u00ad', ' \t\r\n\u2028', '\u001b\u0085 \ufeff'])(
  'given %j, then it is blank as a note and as a subject',
  (text) => {
    const blank = (field: string) =>
      expect.objectContaining({
        statusCode: 400,
        code: 'blank',
        message: expect.stringMatching(`^${field}: it is blank`),
      })
    expect(() => noteText(text)).toThrow(blank('text'))
    expect(() => subjectText(text)).toThrow(blank('subject'))
  },
)

test('a note keeps its lines, tabs and writing, and loses other controls', () => {
  expect(noteText('One\r\n\ttwo\0\u001b[2J\u0085\n\u200fשלום 👩\u200d🚒')).toBe(
    'One\r\n\ttwo[2J\n\u200fשלום 👩\u200d🚒',
  )
})

test('a subject is one line without control and bidi characters', () => {
  expect(subjectText(' The\u202e \u2066printer\r\n\u001bsmokes\u2069\u200f 👩\u200d🚒 ')).toBe(
    'The printer smokes 👩\u200d🚒',
  )
})

import { expect, test } from 'vitest'
import { readMailSearch } from './search-mails.ts'

test('words are found anywhere, and wildcards of SQL are plain characters', () => {
  expect(readMailSearch({ subject: '  100% off_er  ' }).search).toMatchObject({ subject: ['%100\\%%', '%off\\_er%'] })
})

test.each([
  ['Bo Li', [], ['Bo', 'Li']],
  ['ann 1h', ['%ann%'], ['1h']],
  ['c++', ['%c++%'], ['c']],
  ['b@c', ['%b@c%'], ['b c']],
  ['会议', [], ['会  议']],
])('of %j what has no three letters in a row is looked for as whole words', (asked, from, fromWords) => {
  expect(readMailSearch({ from: asked }).search).toEqual({ from, fromWords })
})

test('a Message-ID may come without its brackets, a plus in a time without its escape', () => {
  const { search, limit } = readMailSearch({ messageId: 'a@b', since: '2026-01-31T09:00:00 02:00', limit: '7' })
  expect(search).toEqual({ messageId: '<a@b>', since: '2026-01-31T07:00:00.000Z' })
  expect(limit).toBe(7)
})

test.each([
  [{ sender: 'ann' }, 'There is no parameter sender'],
  [{ limit: '0' }, 'limit is a number from 1 to 1000'],
  [{ limit: '1e2' }, 'limit is a number from 1 to 1000'],
  [{ outcome: 'lost' }, 'outcome is one of waiting, applied'],
  [{ reason: 'because' }, 'reason is one of unknown_sender'],
  [{ since: 'yesterday' }, 'since is a time such as'],
  [{ until: '2026-13-40T00:00:00Z' }, 'until is a time such as'],
  [{ before: '12' }, 'before is the mailId'],
  [{ mailbox: 'Status!' }, 'mailbox is the id'],
  [{ subject: 'a\u0000b' }, 'subject has a control character'],
  [{ subject: 'out _ %' }, 'subject: _ has no letter and no digit to look for'],
  [{ subject: ['a', 'b'] }, 'subject is given more than once'],
  [{ from: 'x'.repeat(2_000) }, 'from is longer than'],
])('%j is refused with a clear message', (query, message) => {
  expect(() => readMailSearch(query)).toThrow(message)
})

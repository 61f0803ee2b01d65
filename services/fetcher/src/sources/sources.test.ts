import type { SettingsOf, SourceKind } from '@tubepost/setup'
import { expect, test } from 'vitest'
import type { Source } from './source.ts'
import { sources } from './sources.ts'

test('a kind of the set-up that the fetcher lacks is a type error', () => {
  const { imap, maildir } = sources
  // @ts-expect-error: smtp is forgotten
  const forgetful = { imap, maildir } satisfies { [Kind in SourceKind]: Source<SettingsOf<Kind>> }
  expect(Object.keys(sources).filter((kind) => !(kind in forgetful))).toEqual(['smtp'])
})

test('a source of another kind is a type error', () => {
  const { imap, smtp } = sources
  // @ts-expect-error: settings of an IMAP account are none of a Maildir
  const mixedUp = { imap, maildir: imap, smtp } satisfies { [Kind in SourceKind]: Source<SettingsOf<Kind>> }
  expect(Object.keys(mixedUp)).toHaveLength(3)
})

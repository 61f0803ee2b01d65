import type { SettingsOf, SourceKind } from '@tubepost/setup'
import { expect, test } from 'vitest'
import type { Source } from './source.ts'
import { sources } from './sources.ts'

test('a kind that the set-up knows and the fetcher does not is a type error', () => {
  const { imap } = sources
  // @ts-expect-error: smtp is forgotten
  const forgetful = { imap } satisfies { [Kind in SourceKind]: Source<SettingsOf<Kind>> }
  expect(Object.keys(sources).filter((kind) => !(kind in forgetful))).toEqual(['smtp'])
})

import { expect, test } from 'vitest'
import { suggestFor } from './suggest-for.ts'

const ana = {
  id: 'ana',
  name: 'Ana',
  addresses: ['ana@example.com'],
  timeZone: 'America/New_York',
  locale: 'en-US',
  role: 'user',
} as const
const found = { language: 'de-DE', utcOffset: '+01:00', mailId: 'm', at: new Date('2026-11-28T09:00:00Z') }
const person = (change: object) => ({ ...ana, ...change, addresses: [...ana.addresses] })

test('given another language and clock than the settings, then both are said', () => {
  expect(suggestFor(person({}), found)).toMatchObject({
    language: 'de-DE',
    utcOffset: '+01:00',
    text: expect.stringContaining('speaks de-DE, and the person has en-US; at a clock of +01:00'),
  })
})

test('given settings that agree by now, then there is nothing to suggest', () => {
  expect(suggestFor(person({ locale: 'de-AT', timeZone: 'Europe/Vienna' }), found)).toBeUndefined()
  expect(suggestFor(person({ locale: 'de-AT' }), found)).toMatchObject({ language: null, utcOffset: '+01:00' })
  expect(suggestFor(person({}), undefined)).toBeUndefined()
})

import { SERVICES } from '@tubepost/events'
import { expect, test } from 'vitest'
import { servicesIn } from './services-in.ts'

test('a list names services, in any order and twice', () => {
  expect(servicesIn({ TUBEPOST_SERVICES: 'status, parser,status' })).toEqual(['parser', 'status'])
})

test.each(['all', '', undefined])('%o means all services', (value) => {
  expect(servicesIn({ TUBEPOST_SERVICES: value })).toEqual(SERVICES)
})

test('a service that there is not is named, with those that there are', () => {
  expect(() => servicesIn({ TUBEPOST_SERVICES: 'parser,mailer' })).toThrow(
    'there is no service mailer; name some of fetcher',
  )
})

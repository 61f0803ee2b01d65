import { mailboxes, organisation, people, type ReferenceDefinition } from '@tubepost/events'
import type { HandlerContext } from '@tubepost/service'
import { expect, test } from 'vitest'
import { readDirectory } from './directory.ts'

const records = new Map<ReferenceDefinition, ReadonlyMap<string, unknown>>([
  [people, new Map([['ana', { ...people.example, addresses: ['Ana@Example.com'] }]])],
  [organisation, new Map([['organisation', { ...organisation.example, url: 'https://desk.example/' }]])],
  [
    mailboxes,
    new Map([
      [
        'support',
        {
          ...mailboxes.example,
          address: 'support@example.com',
          routes: [
            { recipient: 'billing@example.com', to: 'case' },
            { recipient: '*', to: 'case' },
          ],
        },
      ],
    ]),
  ],
])
const reference = ((kind: ReferenceDefinition) => ({ records: records.get(kind), version: 1 })) as unknown
const directory = readDirectory(reference as HandlerContext['reference'])

test.each([
  ['support@example.com', true],
  ['support+billing@example.com', true],
  ['billing@example.com', true],
  ['case-1042@example.com', true],
  ['case-1042+x@example.com', true],
  ['case-1042@customer.example', false],
  ['task-1@example.com', false],
  ['+support@example.com', false],
  ['ana@example.com', false],
  ['no address', false],
])('%s is ours: %s', (key, isOurs) => {
  expect(directory.isOurs(key)).toBe(isOurs)
})

test('a person is found by any spelling of an address', () => {
  expect(directory.personAt('ana@example.com')?.id).toBe('ana')
  expect(directory.url).toBe('https://desk.example')
})

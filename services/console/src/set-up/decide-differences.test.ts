import { exampleOf, MailboxView, Person, Status } from '@tubepost/api'
import { expect, test } from 'vitest'
import { decideDifferences, type Running } from './decide-differences.ts'

const { declared: _, ...ana } = { ...exampleOf(Person), declared: true }
const { declared: __, ...out } = exampleOf(Status)
const mailbox = exampleOf(MailboxView)
const file = { people: [ana], statuses: [out], mailboxes: [mailbox.entry] } as unknown as Parameters<
  typeof decideDifferences
>[0]
const running = (more: Partial<Running> = {}): Running => ({
  people: [{ ...ana, declared: true }],
  statuses: [{ ...out, declared: true }],
  mailboxes: [mailbox],
  templates: [],
  ...more,
})

test('an installation that is as its file differs in nothing', () => {
  expect(decideDifferences(file, running())).toEqual([])
})

test('what came over HTTP is added, and what is no longer there is missing', () => {
  const ben = { ...ana, id: 'ben', declared: false }
  expect(decideDifferences(file, running({ people: [ben], mailboxes: [] }))).toEqual([
    { kind: 'mailbox', id: 'status', difference: 'missing', fields: [] },
    { kind: 'person', id: 'ana', difference: 'missing', fields: [] },
    { kind: 'person', id: 'ben', difference: 'added', fields: [] },
  ])
})

test('a field that is another is told as the file has it and as it is', () => {
  const people = [{ ...ana, addresses: ['ana@example.com', 'a@example.net'], declared: true }]
  const mailboxes = [
    { ...mailbox, entry: { ...mailbox.entry, enabled: false, routes: [{ recipient: '*', to: 'status' }] } },
  ]
  const found = decideDifferences(file, running({ people, mailboxes }))
  expect(found).toEqual([
    {
      ...{ kind: 'mailbox', id: 'status', difference: 'changed' },
      fields: [
        { field: 'enabled', file: 'true', running: 'false' },
        { field: 'routes', file: null, running: '[{"recipient":"*","to":"status"}]' },
      ],
    },
    {
      ...{ kind: 'person', id: 'ana', difference: 'changed' },
      fields: [{ field: 'addresses', file: 'ana@example.com', running: 'ana@example.com, a@example.net' }],
    },
  ])
})

test('a template with words of its own is changed, at its place', () => {
  const edited = { subject: 'Re', text: 'x', savedAt: '2026-01-01T00:00:00Z' }
  const overrides = [
    { ...edited, mailbox: null, language: null },
    { ...edited, mailbox: 'status', language: 'de' },
  ]
  const templates = [{ name: 'status-set', overrides }] as unknown as Running['templates']
  expect(decideDifferences(file, running({ templates })).map(({ id }) => id)).toEqual([
    'status-set',
    'status-set (status, de)',
  ])
})

import {
  type DataOf,
  deriveId,
  firstEvent,
  intentStatusSet,
  type mailSettled,
  replyRequested,
  type statusChanged,
} from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, type Replica, startInstallation } from './installation.ts'

let installation: Installation
let replica: Replica
beforeAll(async () => {
  installation = await startInstallation({
    organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
    people: [{ id: 'ana', name: 'Ana', addresses: ['ana@example.com'], locale: 'de-DE', timeZone: 'Europe/Berlin' }],
    statuses: [{ name: 'In' }, { name: 'Out' }],
  })
  replica = await installation.startStatus()
})
afterAll(() => installation?.stop())

type Intent = DataOf<typeof intentStatusSet>
type Request = DataOf<typeof replyRequested>

let mails = 0
async function acknowledgementOf(change: Partial<Intent>, ack: Intent['reply']['ack'] = 'always') {
  const number = ++mails
  const mailId = deriveId('acknowledged mail', String(number))
  const { example } = intentStatusSet
  const data: Intent = {
    ...example,
    mailId,
    fingerprint: String(number).padStart(64, '0'),
    dueBack: null,
    comment: null,
    sentAt: new Date(Date.now() + number * 1_000).toISOString(),
    reply: { ...example.reply, ack, locale: 'de-DE', timeZone: 'Europe/Berlin' },
    ...change,
  }
  const origin = { service: 'parser', now: data.sentAt } as const
  await installation.publish(
    firstEvent(intentStatusSet, origin, {
      id: deriveId('intent', mailId),
      correlationId: mailId,
      mailbox: 'status',
      data,
    }),
  )
  const settled = async () =>
    (await installation.eventsIn('OUTCOME')).find(({ correlationid }) => correlationid === mailId)
  const settlement = await waitUntil(settled, { timeoutMs: 20_000, what: 'the mail to be settled' })
  if (!(settlement.data as DataOf<typeof mailSettled>).replyRequested) return undefined
  // Another stream has it a moment later.
  return waitUntil(
    async () =>
      (await installation.eventsIn('REPLY')).map((event) => event.data as Request).find((one) => one.mailId === mailId),
    { timeoutMs: 20_000, what: 'the reply to be asked for' },
  )
}

test('an acknowledgement names the new status, and how to set the old one again', async () => {
  const due = Temporal.Now.zonedDateTimeISO('Europe/Berlin')
    .add({ days: 30 })
    .with({ hour: 9, minute: 0 })
    .round('minute')
  const shown = due.toString({ smallestUnit: 'second', timeZoneName: 'never' })
  const first = await acknowledgementOf({
    statusId: 'out',
    subject: 'Out 1d dentist',
    comment: 'dentist',
    warnings: ['far_date'],
    dueBack: due.toInstant().toString(),
  })
  expect(first).toMatchObject({
    kind: 'acknowledgement',
    template: 'status-set',
    subject: 'Out 1d dentist',
    locale: 'de-DE',
    model: {
      person: 'Ana',
      status: 'Out',
      dueBack: shown,
      comment: 'dentist',
      warnings: ['far_date'],
      undo: null,
    },
  })
  const second = await acknowledgementOf({ statusId: 'in', subject: 'In' })
  expect(second?.model).toMatchObject({ status: 'In', dueBack: null, undo: `Out: ${shown} dentist` })
})

test('given hints at another language and clock, then they stand beside the person', async () => {
  const shown = async () => (await replica.ask('GET', '/api/status/people/ana')).body
  expect(await shown()).toEqual({ person: expect.objectContaining({ id: 'ana' }) })
  await acknowledgementOf({ statusId: 'in', hints: { language: 'fr-FR', utcOffset: '+09:00' } })
  await acknowledgementOf({ statusId: 'in', hints: { language: 'es' } })
  expect(await shown()).toMatchObject({
    person: { locale: 'de-DE' },
    suggested: { language: 'fr-FR', utcOffset: '+09:00', text: expect.stringContaining('fr-FR') },
  })
})

test('given a mail that was passed over, then its sender is told what stands', async () => {
  const longAgo = { effectAt: '2014-08-15T10:00:00Z', arrivedAt: '2014-08-15T10:00:00Z' }
  const passedOver = { statusId: 'out', subject: 'Out 2h', order: longAgo }
  expect(await acknowledgementOf(passedOver, 'errorsOnly')).toMatchObject({
    kind: 'error',
    template: 'status-superseded',
    model: { person: 'Ana', asked: 'Out', subject: 'Out 2h', status: 'In' },
  })
  expect(await acknowledgementOf(passedOver, 'never')).toBeUndefined()
})

const ONLY_ERRORS = 'errorsOnly'

test.each([[], ['shifted_to_tomorrow'], ['approximate'], ['zone_ignored'], ['shifted_to_tomorrow', 'approximate']])(
  'a mailbox that answers errors alone is silent on a reading with %j',
  async (...warnings) => {
    expect(
      await acknowledgementOf({ statusId: 'out', warnings: warnings.filter(Boolean) }, ONLY_ERRORS),
    ).toBeUndefined()
  },
)

test.each([
  ...['read_as_pm', 'loosely_read', 'weekday_mismatch', 'range_ignored', 'other_date_order', 'far_date', 'unread_time'],
])('a mailbox that answers errors alone answers a guess: %s', async (code) => {
  const warnings = ['shifted_to_tomorrow', code]
  const reply = await acknowledgementOf({ statusId: 'out', warnings }, ONLY_ERRORS)
  expect(reply).toMatchObject({ template: 'status-set', model: { isGuess: true, warnings } })
})

test('a mailbox that answers nothing is silent on a guess', async () => {
  expect(await acknowledgementOf({ statusId: 'out', warnings: ['unread_time'] }, 'never')).toBeUndefined()
})

test('the fact and the board show the warnings of the standing', async () => {
  await acknowledgementOf({ statusId: 'out', warnings: ['far_date', 'read_as_pm', 'body_not_kept'] })
  const facts = (await installation.eventsIn('FACT')).map((event) => event.data as DataOf<typeof statusChanged>)
  expect(facts.at(-1)?.after.warnings).toEqual(['far_date', 'read_as_pm'])
  const board = async () => (await replica.ask('GET', '/api/status/board')).body
  expect(await board()).toMatchObject({ people: [{ warnings: ['far_date', 'read_as_pm'] }] })

  await acknowledgementOf({ statusId: 'in' })
  expect(await board()).toMatchObject({ people: [{ warnings: [] }] })
})

import { type DataOf, deriveId, firstEvent, intentStatusSet, replyRequested } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation({
    organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
    people: [{ id: 'ana', name: 'Ana', addresses: ['ana@example.com'], locale: 'de-DE', timeZone: 'Europe/Berlin' }],
    statuses: [{ name: 'In' }, { name: 'Out' }],
  })
  await installation.startStatus()
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
    (await installation.eventsIn('OUTCOME')).some(({ correlationid }) => correlationid === mailId)
  await waitUntil(settled, { timeoutMs: 20_000, what: 'the mail to be settled' })
  const replies = (await installation.eventsIn('REPLY')).map((event) => event.data as Request)
  return replies.find((reply) => reply.mailId === mailId)
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

test('a mailbox that acknowledges nothing asks for no reply', async () => {
  expect(await acknowledgementOf({ statusId: 'out' }, 'errorsOnly')).toBeUndefined()
})

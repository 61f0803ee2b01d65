import { type SinkMail, type SmtpSink, startSmtpSink } from '@tubepost/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Installation, newRecipient, type Replica, smtpOf, startInstallation } from './installation.ts'

const PATH = '/api/notifier/templates'
const NAME = `${PATH}/status-not-understood`

let installation: Installation
let sink: SmtpSink
let one: Replica
let two: Replica
beforeAll(async () => {
  installation = await startInstallation()
  sink = await startSmtpSink()
  one = await installation.startNotifier({ smtp: smtpOf(sink) })
  two = await installation.startNotifier({ smtp: smtpOf(sink) })
})
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})
beforeEach(async () => void (await installation.pool.query('delete from template')))

async function mailOf(data: Parameters<Installation['request']>[0]): Promise<SinkMail> {
  const to = newRecipient()
  await installation.request({ to, ...data })
  return sink.waitFor((mail) => mail.to.includes(to))
}
const subjectOf = ({ raw }: SinkMail): string => /^Subject: (.*(?:\r\n[ \t].*)*)/m.exec(raw.toString())?.[1] ?? ''

test('the list shows each template, its values, and its edits', async () => {
  await one.ask('PUT', `${NAME}?language=de`, { subject: 'Leider nein', text: 'x' })
  const { status, body } = await two.ask('GET', PATH)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    templates: [
      { name: 'case-opened', overrides: [] },
      {
        name: 'status-not-understood',
        purpose: expect.stringContaining('did not set'),
        model: expect.arrayContaining([{ name: 'code', about: expect.stringContaining('due_required') }]),
        example: { subject: 'Oot 30m', suggestions: ['Out'] },
        builtIn: { en: { subject: 'Your status was not changed' }, fr: {}, de: {}, es: {} },
        overrides: [{ mailbox: null, language: 'de', subject: 'Leider nein', updatedAt: expect.any(String) }],
      },
      { name: 'status-set', overrides: [] },
      { name: 'status-superseded', overrides: [] },
    ],
    filters: { when: expect.any(String) },
  })
})

test('a saved template is in the next mail, whichever replica writes it', async () => {
  for (const [i, writer] of [one, two, one].entries()) {
    const words = { subject: `No. ${i} for {{ person }}`, text: '{{ subject }}, {{ organisation }}, {{ mailbox }}' }
    expect((await writer.ask('PUT', `${NAME}?mailbox=status`, words)).status).toBe(200)
    const mail = await mailOf({ model: { person: 'Ana', subject: 'Oot' } })
    expect(subjectOf(mail)).toBe(`No. ${i} for Ana`)
    expect(mail.raw.toString()).toContain('\r\n\r\nOot, Example Ltd, status@example.com')
  }
  expect((await two.ask('DELETE', `${NAME}?mailbox=status`)).status).toBe(200)
  expect(subjectOf(await mailOf({}))).toBe('Your status was not changed')
  expect((await two.ask('DELETE', `${NAME}?mailbox=status`)).status).toBe(404)
})

test('the mailbox and the language of the person choose the words', async () => {
  const put = (query: string, subject: string) => one.ask('PUT', NAME + query, { subject, text: 'x' })
  await put('?mailbox=board&language=de-CH', 'board Swiss')
  await put('?mailbox=board', 'board')
  await put('?language=DE', 'German')
  const subjects = async (mailbox: string, locale: string) => subjectOf(await mailOf({ mailbox, locale }))
  expect(await subjects('board', 'de-CH')).toBe('board Swiss')
  expect(await subjects('board', 'de-DE')).toBe('board')
  expect(await subjects('status', 'de-AT')).toBe('German')
  expect(await subjects('status', 'fr-FR')).toMatch(/^=\?UTF-8\?/)
  expect(await subjects('status', 'ja-JP')).toBe('Your status was not changed')
  const { body } = await one.ask('GET', `${NAME}?mailbox=board&language=de-DE`)
  expect(body).toMatchObject({ mailbox: 'board', language: 'de-DE', subject: 'board', edited: { mailbox: 'board' } })
})

test('a preview is rendered with the example, or with a given model', async () => {
  const draft = { subject: '{{ person }}: {{ status }}', text: '{{ dueBack | when }} {{ mailbox }}' }
  const preview = (more: object) => one.ask('POST', `${PATH}/status-set/preview`, { ...draft, ...more })
  expect(await preview({})).toEqual({
    status: 200,
    body: {
      subject: 'Ana Example: Out',
      text: 'Saturday, August 16, 2014 at 9:00 AM (GMT-4) status@example.com',
    },
  })
  const { body } = await preview({ language: 'de', mailbox: 'board', model: { person: 'Bo', status: 'In' } })
  expect(body).toEqual({
    subject: 'Bo: In',
    text: 'Samstag, 16. August 2014 um 09:00 (GMT-4) board@example.com',
  })
})

test('problems are listed at once, in a preview and on saving, and nothing is saved', async () => {
  const words = { subject: '{{ persn }}', text: '{{ code | nope }}\n{% include "x" %}' }
  for (const [method, path] of [
    ['PUT', NAME],
    ['POST', `${NAME}/preview`],
  ] as const) {
    const { status, body } = await one.ask(method, path, words)
    expect(status).toBe(400)
    const { code, message } = (body as { error: { code: string; message: string } }).error
    expect(code).toBe('bad_template')
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^subject, line 1: there is no persn in the model; did you mean person/),
      expect.stringMatching(/^text, line 1: there is no filter nope/),
      expect.stringMatching(/^text, line 2: there is no tag include/),
    ])
  }
  expect(await installation.pool.query('select from template')).toMatchObject({ rowCount: 0 })
})

test.each([
  ['?mailbox=nope&language=x_y&who=me', 400, ['no parameter who', 'no such mailbox; there are board, status', 'a tag']],
  ['?language=de&language=fr', 400, ['a tag']],
])('%s is refused as the place of a template', async (query, code, said) => {
  const { status, body } = await one.ask('PUT', NAME + query, { subject: 'x', text: 'x' })
  expect(status).toBe(code)
  for (const words of said) expect(JSON.stringify(body)).toContain(words)
})

test('an unknown template is answered with 404', async () => {
  expect(await one.ask('GET', `${PATH}/__proto__`)).toMatchObject({
    status: 404,
    body: { error: { code: 'not_found' } },
  })
})

test('a template that fails in a mail is shown with its problem', async () => {
  await one.ask('PUT', NAME, { subject: '{{ subject }}', text: 'x' })
  const replyId = await installation.request({ to: newRecipient(), model: { subject: '' } })
  const reply = await installation.reply(one, replyId, ['sent'])
  expect(reply.subject).toBe('Your status was not changed')
  expect(reply.problem).toContain('the subject is empty')
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type AppliedSetUp, type CheckedText, exampleOf, Mailboxes, People, Statuses, Templates } from '@tubepost/api'
import { declared } from '@tubepost/setup/testing'
import { freePort } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askBehind } from '../src/ask-behind.ts'
import type { ConsoleConfig } from '../src/console-config.ts'
import { createPastedCheck } from '../src/set-up/check-pasted.ts'
import { service } from '../src/service.ts'
import { signedIn } from './browser.ts'
import { type Installation, startInstallation } from './installation.ts'

const VARIABLE = 'PLANTED_FOR_THE_CHECK'
const SECRET = 'hunter2-of-the-check'
const folder = mkdtempSync(path.join(tmpdir(), 'set-up-'))
let installation: Installation
beforeAll(async () => {
  installation = await startInstallation({ [VARIABLE]: SECRET })
})
afterAll(async () => {
  await installation?.stop()
  rmSync(folder, { recursive: true })
})

const SET_UP = '/api/console/set-up'
const ORGANISATION = 'organisation: { name: Example, timeZone: Europe/Berlin, locale: de-DE }\n'
async function check(text: string): Promise<CheckedText> {
  const { status, body } = await installation.console.ask('POST', `${SET_UP}/check`, { text })
  expect(status).toBe(200)
  return body as CheckedText
}
const imap = (source: string) =>
  `${ORGANISATION}mailboxes:\n  - id: a\n    preset: officestatus\n    address: a@example.com\n    source: { kind: imap, host: h.example.com, ${source} }\n`

test('a text in order tells what its mailboxes will do', async () => {
  const { problems, effects } = await check(imap('passwordFile: secrets/a'))
  expect(problems).toEqual([])
  expect(effects).toEqual([expect.stringMatching(/^mailbox a \(not enabled\): /)])
})

test('problems stand at their lines, of the form and of the meaning', async () => {
  const text = `${imap('port: 0')}people:\n  - { name: Ana, addresses: [ana@example.com], timeZone: Mars }\n`
  const { problems } = await check(text)
  expect(problems.map(({ line, path: at }) => [line, at])).toEqual([
    [6, 'mailboxes.0.source'],
    [6, 'mailboxes.0.source.port'],
    [8, 'people.0.timeZone'],
  ])
  const [syntax] = (await check('a: [\nb: 1\n')).problems
  expect(syntax).toMatchObject({ line: expect.any(Number), column: expect.any(Number), path: '' })
})

test('a file, a folder and a variable that are there make no difference', async () => {
  const file = path.join(folder, 'password')
  const of = async (given: string) => JSON.stringify(await check(imap(given)))
  const absent = await of(`passwordFile: ${file}`)
  writeFileSync(file, SECRET)
  expect(await of(`passwordFile: ${file}`)).toBe(absent)
  expect(await of('passwordFile: /proc/self/environ')).toBe(absent)
  expect(await of(`password: { env: ${VARIABLE} }`)).toBe(absent)
  expect(await of('password: { env: NOT_SET_AT_ALL }')).toBe(absent)
  const maildir = (root: string) =>
    check(
      `${ORGANISATION}mailboxes:\n  - { id: a, preset: stoic, address: a@example.com, source: { kind: maildir, path: ${root} } }\n`,
    )
  expect(JSON.stringify(await maildir(folder))).toBe(JSON.stringify(await maildir('/nowhere/at/all')))
  expect(absent).not.toContain(SECRET)
})

test.each([
  ['nested deep', '['.repeat(100_000)],
  ['wrong on every line', 'a: b: c\n'.repeat(20_000)],
  [
    'a bomb of aliases',
    `a: &a [${'x,'.repeat(50)}]\n${'bcdefgh'.replace(/./g, (at) => `${at}: &${at} [${`*${String.fromCodePoint((at.codePointAt(0) ?? 0) - 1)},`.repeat(50)}]\n`)}`,
  ],
  ['one unknown field after the other', `people:\n${'  - {x: 1}\n'.repeat(10_000)}`],
  ['of signs alone', '\u0000\ud800{{{:::---'],
])('a text that is %s is refused in time, and with few problems', async (_, text) => {
  const { status, body } = await installation.console.ask('POST', `${SET_UP}/check`, { text })
  const { problems = [], error } = body as Partial<CheckedText> & { error?: { code: string } }
  const isRefused = status === 400 && error?.code === 'too_hard'
  const isTold = status === 200 && problems.length > 0 && problems.length <= 200
  expect(isRefused || isTold).toBe(true)
})

test('a text too long, or of another form, is refused before it is checked', async () => {
  for (const body of [{ text: 'x'.repeat(200_001) }, { text: 1 }, {}, { text: '', file: '/etc/passwd' }])
    expect((await installation.console.ask('POST', `${SET_UP}/check`, body)).status).toBe(400)
  expect((await installation.console.ask('POST', `${SET_UP}/check`, { text: 'x'.repeat(300_000) })).status).toBe(413)
})

test('a child that never answers is ended, and who asks meanwhile is to wait', async () => {
  const never = path.join(folder, 'never.ts')
  writeFileSync(never, 'process.on("message", () => { for (;;); })\n')
  const checkPasted = createPastedCheck(new URL(`file://${never}`), 500)
  const refused = { code: 'too_hard', statusCode: 400 }
  expect(await Promise.allSettled([checkPasted('a'), checkPasted('b')])).toMatchObject([
    { reason: refused },
    { reason: { code: 'busy', statusCode: 503 } },
  ])
  await expect(checkPasted('c')).rejects.toMatchObject(refused)
})

test('the child may open no path and connect nowhere, and has no environment', async () => {
  const spy = path.join(folder, 'spy.ts')
  writeFileSync(
    spy,
    `import { readFileSync } from 'node:fs'
     import { connect } from 'node:net'
     const tried = (work) => { try { work(); return 'done' } catch (error) { return error.code } }
     process.once('message', async () => {
       const net = await new Promise((resolve) => {
         try { connect(9, '127.0.0.1').on('error', (error) => resolve(error.code)).on('connect', () => resolve('done')) }
         catch (error) { resolve(error.code) }
       })
       process.send({ file: tried(() => readFileSync('/etc/hostname')), net, environment: Object.keys(process.env) }, () => process.disconnect())
     })`,
  )
  expect(await createPastedCheck(new URL(`file://${spy}`))('x')).toEqual({
    file: 'ERR_ACCESS_DENIED',
    net: 'ERR_ACCESS_DENIED',
    environment: [],
  })
})

test('while a service behind does not answer, it is said which', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const config = { GATEWAY_TOKEN: 'x', STATUS_URL: url }
  await expect(askBehind(config as ConsoleConfig, '/api/status/people', 'status:read')).rejects.toMatchObject({
    statusCode: 503,
    message: 'This cannot be told while the status service does not answer. Try again in a moment.',
  })
})

test('the file that was applied is shown to administrators, with what differs from it', async () => {
  expect((await installation.console.ask('GET', SET_UP)).body).toMatchObject({ appliedAt: null, differences: [] })
  const setup = declared({
    organisation: { name: 'Example', timeZone: 'Europe/Berlin', locale: 'de-DE' },
    people: [{ id: 'cleo', name: 'Cleo', addresses: ['cleo@example.com'] }],
  })
  await installation.apply(service, { ...setup, written: ORGANISATION })
  installation.told.set('/api/status/people', exampleOf(People))
  installation.told.set('/api/status/statuses', { statuses: [] } satisfies Statuses)
  installation.told.set('/api/fetcher/mailboxes', { mailboxes: [] } satisfies Mailboxes)
  installation.told.set('/api/notifier/templates', { ...exampleOf(Templates), templates: [] })
  const { appliedAt, written, differences } = (await installation.console.ask('GET', SET_UP)).body as AppliedSetUp
  expect(Date.parse(appliedAt ?? '')).toBeGreaterThan(Date.now() - 60_000)
  expect(written).toBe(ORGANISATION)
  expect(differences.map(({ id, difference }) => [id, difference])).toEqual([
    ['cleo', 'missing'],
    ['ana', 'added'],
  ])
  const manager = await signedIn(installation, 'max')
  expect((await manager.call('GET', SET_UP)).status).toBe(403)
})

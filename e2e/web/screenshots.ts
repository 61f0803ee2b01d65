/**
 * Writes every screen, filled with what a day brings, as a picture: `npm run screenshots [FOLDER]`. Light and wide, dark, and in
 * 320 px.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { MadeToken, MailPage, Outbox, WholeCase } from '@tubepost/api'
import type { Page } from 'playwright-core'
import { startWebInstallation } from './an-installation.ts'
import { openPage, startBrowser } from './browser.ts'
import { startImapServer } from '@tubepost/testing'

const folder = path.resolve(process.argv[2] ?? '.screenshots')
// Mails are settled and their replies are sent by then.
const DAY_MS = 4_000
// A button that was busy fades in.
const SETTLED_MS = 300
// The reading of a subject comes after the screen.
const READING_MS = 600
const PASSWORD = 'correct horse battery'

mkdirSync(folder, { recursive: true })
const web = await startWebInstallation()
const imap = await startImapServer({ users: [{ name: 'office@example.com', password: PASSWORD }] })
const browser = await startBrowser()
try {
  await fillDay()
  const { mails } = await web.call<MailPage>('GET', '/api/console/mails?outcome=rejected&limit=1')
  const { replies } = await web.call<Outbox>('GET', '/api/notifier/outbox?state=sent')
  const screens: Record<string, string> = {
    board: '/',
    'board-by-status': '/?group=status',
    wall: '/wall',
    'wall-by-status': '/wall?group=status&comments=1',
    people: '/people',
    'person-added': '/people?new=1',
    'people-import': '/people?import=1',
    person: '/people/ana-example',
    'person-edited': '/people/dora-test?edit=1',
    statuses: '/statuses?edit=lunch',
    'try-it': '/try-it?subject=Out%20until%20about%204pm%20dentist',
    cases: '/cases',
    case: '/cases/CASE-1',
    'inbound-log': '/mails',
    mail: `/mails/${mails[0]?.mailId ?? ''}`,
    intents: '/intents',
    outbox: '/outbox',
    reply: `/outbox/${replies[0]?.replyId ?? ''}`,
    templates: '/templates?template=status-set&language=de',
    health: '/health',
    mailboxes: '/mailboxes',
    'mailbox-added': '/mailboxes/new',
    'mailbox-changed': '/mailboxes/office?step=server',
    'mailbox-confirmed': '/mailboxes/office?step=confirm',
    'dead-letters': '/dead-letters',
    'set-up': '/set-up',
    tokens: '/tokens',
    audit: '/audit',
    sessions: '/sessions?all=1',
    'no-such-page': '/nothing',
  }
  const signedIn = { extraHTTPHeaders: { authorization: `Bearer ${web.installation.token}` } }
  const looks = {
    light: { viewport: { width: 1280, height: 800 }, ...signedIn },
    dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const, ...signedIn },
    narrow: { viewport: { width: 320, height: 640 }, ...signedIn },
    german: { viewport: { width: 1280, height: 800 }, locale: 'de-DE', timezoneId: 'Europe/Berlin', ...signedIn },
  }
  for (const [look, options] of Object.entries(looks)) {
    const { page } = await openPage(browser, { baseURL: web.installation.url, ...options })
    for (const [name, at] of Object.entries(screens)) await take(page, at, `${name}-${look}`)
    await takeWizard(page, look)
    await page.context().close()
  }
  const { page } = await openPage(browser, { baseURL: web.installation.url, viewport: { width: 1280, height: 800 } })
  await take(page, '/', 'sign-in-light')
  await take(page, '/wall', 'wall-without-a-link-light')
  const { wall } = await web.call<MadeToken>('POST', '/api/console/tokens', { name: 'hall', scopes: ['status:board'] })
  await page.setViewportSize({ width: 1920, height: 1080 })
  await take(page, `/wall?colours=dark${new URL(wall ?? '').hash}`, 'wall-in-the-hall')
} finally {
  await browser.close()
  await web.stop()
  await imap.stop()
}

async function take(page: Page, at: string, name: string): Promise<void> {
  await page.goto(at)
  await page.locator('h1, .notice').first().waitFor()
  await shoot(page, name, at.startsWith('/try-it') ? READING_MS : undefined)
}

/** The wizard where something was typed or pressed: the guess, the test, and the handling of the mails with what it found. */
async function takeWizard(page: Page, look: string): Promise<void> {
  await page.goto('/mailboxes/new?step=server')
  await page.locator('form input').first().fill('status@gmail.com')
  await shoot(page, `mailbox-guessed-${look}`)
  await page.goto('/mailboxes/office?step=server')
  await page.locator('form [type=submit]').click()
  await page.locator('.notice-good').waitFor()
  await shoot(page, `mailbox-tested-${look}`)
  await page.locator('.wizard-step > :last-child button').last().click()
  await page.locator('.wizard-step select').first().waitFor()
  await shoot(page, `mailbox-handled-${look}`)
}

async function shoot(page: Page, name: string, settledMs = SETTLED_MS): Promise<void> {
  await expectNone(page, '.waiting, [data-loading]')
  await delay(settledMs)
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
  console.log(path.join(folder, `${name}.png`))
}

async function expectNone(page: Page, selector: string): Promise<void> {
  while ((await page.locator(selector).count()) > 0) await delay(20)
}

async function fillDay(): Promise<void> {
  await web.send({ from: 'Ana Example <ana@example.com>', subject: 'Out 1d 9am call my cell' })
  await web.send({ from: 'Cleo Demo <cleo@example.com>', subject: 'Vacation until Friday in the hills' })
  for (const subject of ['Oot 30m', 'Lunch', 'Vacation']) await web.send({ from: 'ben@example.com', subject })
  await web.send({ from: 'stranger@example.org', subject: 'Out' })
  await fillCase()
  await web.call('PUT', '/api/status/people/ben-sample/status', { status: 'In', comment: 'at my desk' })
  await web.call('POST', '/api/status/people', { name: 'Dora Test', addresses: ['dora@example.com'], role: 'manager' })
  await web.call('POST', '/api/status/statuses', { name: 'Lunch', aliases: ['Mittag'], colour: '#2b8a3e' })
  for (let number = 1; number <= 3; number += 1) imap.store.append('office@example.com', 'INBOX', anOldMail(number))
  await web.call('POST', '/api/fetcher/mailboxes', {
    id: 'office',
    preset: 'agileapps',
    address: 'office@example.com',
    source: {
      kind: 'imap',
      host: imap.host,
      port: imap.port,
      tls: 'none',
      password: PASSWORD,
      allowPrivateAddress: true,
    },
  })
  await web.giveUpWish('ana-example')
  await web.call('POST', '/api/console/tokens', { name: 'the display in the hall', scopes: ['status:read'] })
  const { link } = await web.call<{ link: string }>('POST', '/api/console/people/ben-sample/invite')
  await web.call('POST', '/api/console/sign-in/link', { secret: new URL(link).hash.replace('#link=', '') })
  await delay(DAY_MS)
}

async function fillCase(): Promise<void> {
  const to = 'support@example.com'
  const carla = 'Carla Customer <carla@customer.example>'
  const attachments = [{ filename: 'smoke.png', content: Buffer.alloc(48_211) }]
  const first = await web.send({
    from: carla,
    subject: 'The printer is on fire',
    more: { to, cc: 'colin@customer.example', text: 'Please help.\n\nIt is the one on the second floor.', attachments },
  })
  const quoted = '\n\nOn Fri, 27 Nov 2026 at 09:00, Carla Customer <carla@customer.example> wrote:\n> Please help.'
  const answer = { to, inReplyTo: first, references: first }
  await delay(DAY_MS / 4)
  await web.send({
    from: 'colin@customer.example',
    subject: 'Re: The printer is on fire',
    more: { ...answer, text: `It burns higher.${quoted}` },
  })
  await web.send({
    from: 'mallory@elsewhere.example',
    subject: 'Re: The printer is on fire',
    more: { ...answer, text: 'Water?' },
  })
  await web.send({ from: 'dora@customer.example', subject: 'An invoice that is wrong', more: { to } })
  await delay(DAY_MS / 4)
  const { case: one } = await web.call<WholeCase>('GET', '/api/case/cases/CASE-1')
  await web.call('PATCH', '/api/case/cases/CASE-1', {
    version: one.version,
    status: 'open',
    assignee: 'ana-example',
    priority: 'urgent',
  })
  await web.call('POST', '/api/case/cases/CASE-1/notes', { text: 'Called her; the fire brigade is there.' })
  await web.call('POST', '/api/case/cases/CASE-1/replies', {
    text: 'Is it still burning?',
    cc: ['colin@customer.example'],
  })
}

function anOldMail(number: number): string {
  return [
    'Received: from laptop by mx.example.com; Fri, 27 Nov 2026 09:00:00 +0000',
    'Authentication-Results: mx.example.com; dmarc=pass header.from=example.com',
    'From: ana@example.com',
    `Subject: Out ${number}h`,
    `Message-ID: <${number}@example.com>`,
    '',
    'Bye',
    '',
  ].join('\r\n')
}

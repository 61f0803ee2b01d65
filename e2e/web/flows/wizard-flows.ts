import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { BoardEntry, MadeToken, Mailboxes } from '@tubepost/api'
import {
  type Dovecot,
  dovecotMissing,
  skippedBecause,
  startDovecot,
  startImapServer,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage, refuseMishaps } from '../browser.ts'
import { HOSTILE_TEXT, HOSTILE_WORD, MADE_OF_TEXT } from '../hostile-mails.ts'
import type { OpenWeb } from '../open-web.ts'

const PASSWORD = 'correct horse battery'
const ADDRESS = 'office@corp.example'
const EMPTY = 'empty@corp.example'

/** The mailbox wizard, on a real mail server. */
export function wizardFlows(given: OpenWeb): void {
  describe('given a mail server with mails in a mailbox', skippedBecause(dovecotMissing()), () => {
    let dovecot: Dovecot

    beforeAll(async () => {
      const users = [ADDRESS, EMPTY].map((name) => ({ name, password: PASSWORD }))
      dovecot = await startDovecot({ dir: await tempDir('web-mail'), users })
      for (const subject of ['Out 1h', 'In', 'Lunch']) dovecot.deliver(ADDRESS, aMail(subject))
    })
    afterAll(() => dovecot?.stop())

    const fillServer = async (page: Page, password: string) => {
      await page.getByLabel('Server (IMAP)').fill('127.0.0.1')
      await page.getByLabel('Encryption').selectOption('none')
      await page.getByLabel('Port').fill(String(dovecot.port))
      await page.getByLabel(/^Password/).fill(password)
      await page.getByLabel('The server is in our own network').check()
    }
    const mailboxOf = async (id: string) => {
      const { mailboxes } = await given.web.call<Mailboxes>('GET', '/api/fetcher/mailboxes')
      return mailboxes.find((one) => one.id === id)
    }

    test('a mailbox is set up step by step, and a mail to it sets a status', async () => {
      const { page, usable, web } = given
      await page.goto('/mailboxes')
      await page.getByRole('link', { name: 'Add a mailbox' }).click()
      await focusedHeading(page, 'Step 1 of 5: Kind')
      await usable('How its mails come')
      await page.getByRole('button', { name: 'Next' }).click()
      await focusedHeading(page, 'Step 2 of 5: Address and server')
      await page.getByRole('textbox', { name: 'Address' }).fill(ADDRESS)
      expect(await page.getByLabel('Server (IMAP)').inputValue()).toBe('imap.corp.example')
      await page.getByText('A guess by the domain of the address.').waitFor()
      await fillServer(page, 'wrong')
      await usable('Accept any certificate')
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await focusedHeading(page, 'Step 3 of 5: Connection')
      await page.locator('[data-ok=false]', { hasText: 'Log-in: failed' }).waitFor()
      await usable('refuses the user name')
      expect(await page.getByRole('button', { name: 'Next' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Back' }).click()
      expect(await page.getByLabel('Server (IMAP)').inputValue()).toBe('127.0.0.1')
      expect(await describedBy(page.getByLabel(/^Password/))).toContain('refuses the user name')
      await page.getByLabel(/^Password/).fill(PASSWORD)
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await usable('The mailbox can be used.')
      await page.getByRole('button', { name: 'Next' }).click()
      await focusedHeading(page, 'Step 4 of 5: Handling of the mails')
      await page.getByText('anybody who knows an address of a person can write as that person').waitFor()
      await page.getByLabel('After failure').selectOption('move')
      await usable('The preset is officestatus')
      await page.getByRole('button', { name: 'Next' }).click()
      await focusedHeading(page, 'Step 5 of 5: Confirmation')
      await page.getByText('3 mails are there; 0 would be handled.').waitFor()
      await page.getByText('This mailbox moves mails to: Done.').waitFor()
      await usable('Any other mail is moved to the folder Done.')
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.getByRole('button', { name: 'Copy as curl' }).click()
      await page.getByText('Copied').waitFor()
      const line = await page.evaluate<string>('navigator.clipboard.readText()')
      expect(line).toContain('"$MAILBOX_PASSWORD"')
      expect(line).not.toContain(PASSWORD)
      const typed = page.getByLabel('type the number of mails')
      await typed.fill('2')
      await page.getByRole('button', { name: 'Enable the mailbox' }).click()
      await page.getByText('3 mails are there, not “2”.').waitFor()
      expect(await mailboxOf('office')).toBeUndefined()
      dovecot.deliver(ADDRESS, aMail('just now'))
      await typed.fill('3')
      await page.keyboard.press('Enter')
      await page.getByText('Meanwhile they are 4 mails.').waitFor()
      await typed.fill('4')
      await page.keyboard.press('Enter')
      const card = page.getByRole('region', { name: 'office', exact: true })
      await card.getByText('is read', { exact: true }).waitFor()
      await card.getByText('nothing waits').waitFor()
      expect((await mailboxOf('office'))?.entry).toMatchObject({
        policy: { afterFailure: { move: 'Done' } },
        source: { kind: 'imap', host: '127.0.0.1', port: dovecot.port, tls: 'none', allowPrivateAddress: true },
      })
      dovecot.deliver(ADDRESS, aMail('Out 2h by the wizard'))
      await waitUntil(
        async () => {
          const { people } = await web.call<{ people: BoardEntry[] }>('GET', '/api/status/board')
          return people.find(({ comment }) => comment === 'by the wizard')
        },
        { timeoutMs: 30_000, what: 'the status' },
      )
    })

    test('the password is nowhere in the browser once the wizard is left', async () => {
      const { page } = given
      await page.goto('/mailboxes/new?step=server')
      const password = page.getByLabel(/^Password/)
      expect(await password.getAttribute('autocomplete')).toBe('off')
      await password.fill(PASSWORD)
      await page.getByRole('link', { name: 'Board' }).click()
      await page.getByRole('button', { name: 'Leave', exact: true }).click()
      await page.getByRole('heading', { name: 'Board' }).waitFor()
      await page.goBack()
      await password.waitFor()
      expect(await password.inputValue()).toBe('')
      const kept = await page.evaluate<string>(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])',
      )
      expect(kept).not.toContain(PASSWORD)
    })

    test('given no mail, and one that comes before the press, then its number is asked for', async () => {
      const { page, usable, web } = given
      const source = { kind: 'imap', host: '127.0.0.1', port: dovecot.port, tls: 'none', allowPrivateAddress: true }
      const empty = { id: 'empty', preset: 'officestatus', address: EMPTY, enabled: false }
      await web.call('POST', '/api/fetcher/mailboxes', { ...empty, source: { ...source, password: PASSWORD } })
      await page.goto('/mailboxes/empty?step=confirm')
      await page.getByText('No mail is there.').waitFor()
      expect(await page.getByLabel('type the number of mails').count()).toBe(0)
      dovecot.deliver(EMPTY, aMail('just now'))
      await page.getByRole('button', { name: 'Enable the mailbox' }).press('Enter')
      await usable('Meanwhile it is one mail.')
      expect(await describedBy(page.locator('input:focus'))).toContain('Meanwhile it is one mail.')
      await page.keyboard.type('1')
      await page.keyboard.press('Enter')
      const card = page.getByRole('region', { name: 'empty', exact: true })
      await card.getByText('is read', { exact: true }).waitFor()
      await web.call('DELETE', '/api/fetcher/mailboxes/empty')
    })

    test('a check that refuses the server is switched off at its tick, in place', async () => {
      const { page, usable } = given
      await page.goto('/mailboxes/new?step=server')
      await page.getByRole('textbox', { name: 'Address' }).fill(ADDRESS)
      await fillServer(page, PASSWORD)
      await page.getByLabel('The server is in our own network').uncheck()
      await page.getByRole('button', { name: 'Test the connection' }).click()
      const tick = page.getByLabel('The server is in our own network')
      await usable('This port is unusual for IMAP.')
      expect(await describedBy(tick)).toContain('Tick this if you mean it')
      await tick.check()
      await page.getByText('This port is unusual for IMAP.').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Test again' }).click()
      await page.getByText('The mailbox can be used.').waitFor()
    })

    test('a mailbox that is paused is enabled again once its mails are counted', async () => {
      const { page, usable } = given
      await page.goto('/mailboxes')
      const card = page.getByRole('region', { name: 'office', exact: true })
      await card.getByRole('button', { name: 'Pause' }).click()
      await card.getByText('is disabled').waitFor()
      expect((await mailboxOf('office'))?.enabled).toBe(false)
      await card.getByRole('link', { name: 'Enable' }).click()
      await focusedHeading(page, 'Step 5 of 5')
      const there = dovecot.messages(ADDRESS, 'INBOX').length
      await page.getByText(`${there} mails are there`).waitFor()
      await page.getByLabel('type the number of mails').fill(String(there))
      await page.keyboard.press('Enter')
      await card.getByText('is read', { exact: true }).waitFor()
      await usable('Waiting mails')
    })

    test('a mailbox is changed without its password, and one of the file is not', async () => {
      const { page } = given
      await page.goto('/mailboxes/office')
      await focusedHeading(page, 'Step 2 of 5')
      expect(await page.getByLabel(/^Password/).inputValue()).toBe('')
      await page.getByRole('button', { name: 'Handling of the mails' }).click()
      await page.getByLabel('Replies').selectOption('never')
      await page.getByRole('button', { name: 'Next' }).click()
      const there = dovecot.messages(ADDRESS, 'INBOX').length
      await page.getByLabel('type the number of mails').fill(String(there))
      await page.getByRole('button', { name: 'Save; the mailbox goes on' }).click()
      await page.getByRole('heading', { name: 'Mailboxes' }).waitFor()
      expect(await mailboxOf('office')).toMatchObject({
        enabled: true,
        entry: { policy: { ack: 'never', afterFailure: { move: 'Done' } } },
      })
      await page.goto('/mailboxes/status')
      await page.getByText('It is in the set-up file').waitFor()
      await page.goto('/mailboxes/nobody')
      await page.getByText('There is no mailbox nobody.').waitFor()
    })

    test('the server that judges senders is proposed, and believed at a press', async () => {
      const { page, web } = given
      const { entry } = (await mailboxOf('office')) ?? {}
      // A mailbox that is read would have them in another folder by then.
      await web.call('PUT', '/api/fetcher/mailboxes/office', { ...entry, enabled: false })
      for (let count = 0; count < 20; count += 1) dovecot.deliver(ADDRESS, `${VERDICT}${aMail(`judged ${count}`)}`)
      await page.goto('/mailboxes/office')
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByText('The mailbox can be used.').waitFor()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText('carry the verdict of mx.corp.example').waitFor()
      await page.getByRole('button', { name: 'Believe mx.corp.example' }).click()
      await page.getByText('A mail counts only where mx.corp.example vouches').waitFor()
      expect(await page.getByLabel('Least trust in the sender').inputValue()).toBe('plausible')
      expect(await page.getByLabel('Received fields above').inputValue()).toBe('1')
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText('A mail sets something only where mx.corp.example vouches for its sender.').waitFor()
      await web.call('DELETE', '/api/fetcher/mailboxes/office')
    })
  })

  test('an intake is set up with keys alone, and mended where the service refuses it', async () => {
    const { page, web } = given
    await page.goto('/mailboxes/new')
    await focusedHeading(page, 'Step 1 of 5')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    await page.getByText('Only the set-up file may name a folder').waitFor()
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'Next')
    await page.keyboard.press('Enter')
    await focusedHeading(page, 'Step 2 of 5')
    await tabTo(page, 'Test the connection')
    await page.keyboard.press('Enter')
    await page.getByText('Mend the fields that are marked.').waitFor()
    expect(await describedBy(page.getByRole('textbox', { name: 'Address' }))).toContain('An address is wanted')
    await page.getByRole('textbox', { name: 'Address' }).focus()
    await page.keyboard.type('status@example.com')
    await page.keyboard.press('Tab')
    // The name of the mailbox of the set-up file is taken.
    expect(await page.getByRole('textbox', { name: 'Name of the mailbox' }).inputValue()).toBe('status-2')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('70000')
    await page.keyboard.press('Enter')
    const port = page.getByRole('textbox', { name: 'Port on which mail is taken' })
    await waitUntil(async () => (await describedBy(port)).includes('not 70000'), {
      timeoutMs: 5_000,
      what: 'the refusal',
    })
    await port.focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type(String(web.intakePort))
    await page.keyboard.press('Enter')
    await page.getByText('The mailbox can be used.').waitFor()
    for (const step of ['Step 4 of 5', 'Step 5 of 5']) {
      await tabTo(page, 'Next')
      await page.keyboard.press('Enter')
      await focusedHeading(page, step)
    }
    await page.getByText('Mails are handed over; none is kept in a mailbox.').waitFor()
    await tabTo(page, 'Enable the mailbox')
    await page.keyboard.press('Enter')
    await focusedHeading(page, 'Step 2 of 5')
    const address = page.getByRole('textbox', { name: 'Address' })
    expect(await describedBy(address)).toContain('has the address status@example.com already')
    await address.fill('front@example.com')
    await page.keyboard.press('Enter')
    await page.getByText('The mailbox can be used.').waitFor()
    await page.getByRole('button', { name: 'Confirmation' }).click()
    await page.getByRole('button', { name: 'Save without enabling' }).click()
    const card = page.getByRole('region', { name: 'front', exact: true })
    await card.getByText('is disabled').waitFor()
    expect(await card.locator('h2:focus').count()).toBe(1)
    await card.getByRole('button', { name: 'Delete' }).click()
    await card.getByRole('button', { name: 'Delete the mailbox front?' }).click()
    await card.waitFor({ state: 'detached' })
  })

  test('given a form that was begun, then whoever leaves it is asked first', async () => {
    const { page, usable } = given
    await page.goto('/people')
    await page.getByRole('link', { name: 'Mailboxes' }).click()
    await page.getByRole('link', { name: 'Add a mailbox' }).click()
    await page.getByRole('button', { name: 'Next' }).click()
    const address = page.getByRole('textbox', { name: 'Address' })
    await address.fill('begun@example.com')
    const dialog = page.getByRole('dialog', { name: 'Leave this page?' })
    await page.getByRole('link', { name: 'Board' }).click()
    await usable('What you typed here is not saved')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await address.inputValue()).toBe('begun@example.com')
    await page.evaluate('history.go(-2)')
    await page.getByRole('button', { name: 'Stay' }).click()
    expect(await address.inputValue()).toBe('begun@example.com')
    const asked = page.waitForEvent('dialog')
    await page.reload()
    expect((await asked).type()).toBe('beforeunload')
    // The page was loaded anew, and nothing is typed.
    await focusedHeading(page, 'Step 2 of 5')
    await page.getByRole('link', { name: 'Board' }).click()
    await page.getByRole('heading', { name: 'Board' }).waitFor()
  })

  test('a test that is cancelled leaves the server, and what was typed stays', async () => {
    const { page } = given
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    }).listen(0, '127.0.0.1')
    await page.goto('/mailboxes/new?step=server')
    await page.getByRole('textbox', { name: 'Address' }).fill('silent@example.com')
    await page.getByLabel('Server (IMAP)').fill('127.0.0.1')
    await page.getByLabel('Encryption').selectOption('none')
    await page.getByLabel('Port').fill(String((server.address() as AddressInfo).port))
    await page.getByLabel(/^Password/).fill(PASSWORD)
    await page.getByLabel('The server is in our own network').check()
    await page.keyboard.press('Enter')
    await page.locator('[data-ok=true]', { hasText: 'Name: passed' }).waitFor()
    await waitUntil(() => sockets.size === 1, { timeoutMs: 5_000, what: 'the connection' })
    await page.getByRole('button', { name: 'Cancel' }).click()
    await waitUntil(() => sockets.size === 0, { timeoutMs: 5_000, what: 'the connection to end' })
    await page.goBack()
    expect(await page.getByLabel('Server (IMAP)').inputValue()).toBe('127.0.0.1')
    server.close()
  })

  test('who may not do something is told at the field, or is not offered it', async () => {
    const { browser, web } = given
    const as = async (scope: string) => {
      const { token } = await web.call<MadeToken>('POST', '/api/console/tokens', { name: scope, scopes: [scope] })
      return openPage(browser, {
        baseURL: web.installation.url,
        extraHTTPHeaders: { authorization: `Bearer ${token}` },
      })
    }
    const keeper = await as('fetcher:write')
    await keeper.page.goto('/mailboxes/new?step=server')
    await keeper.page.getByRole('textbox', { name: 'Address' }).fill('a@example.com')
    await keeper.page.getByLabel(/^Password/).fill(PASSWORD)
    const own = keeper.page.getByLabel('The server is in our own network')
    await own.check()
    await keeper.page.getByRole('button', { name: 'Test the connection' }).click()
    await focusedHeading(keeper.page, 'Step 2 of 5')
    await waitUntil(async () => (await describedBy(own)).includes('scope admin'), {
      timeoutMs: 5_000,
      what: 'the refusal',
    })
    expect(await keeper.page.getByLabel(/^Password/).inputValue()).toBe(PASSWORD)
    const reader = await as('fetcher:read')
    await reader.page.goto('/mailboxes/new')
    await reader.page.getByText('Your account does not show you this page.').waitFor()
    await reader.page.goto('/mailboxes')
    await reader.page.getByRole('region', { name: 'status', exact: true }).waitFor()
    expect(await reader.page.getByRole('link', { name: 'Add a mailbox' }).count()).toBe(0)
    for (const watched of [keeper, reader]) {
      refuseMishaps(watched)
      await watched.page.context().close()
    }
  })

  test('given a hostile server and names, the wizard makes no more of them than text', async () => {
    const { page, usable } = given
    const server = await startImapServer({ users: [{ name: 'eve@example.com', password: PASSWORD }] })
    const isText = async (text: string) => {
      await page.getByText(text).first().waitFor()
      await page.locator('main', { hasText: HOSTILE_WORD }).waitFor()
      expect(await page.locator(MADE_OF_TEXT).count()).toBe(0)
    }
    for (const on of ['LOGIN', 'AUTHENTICATE'] as const)
      server.misbehave({ on, does: 'refuse', with: `NO [AUTHENTICATIONFAILED] ${HOSTILE_TEXT}` })
    server.store.append('eve@example.com', 'INBOX', aMail(HOSTILE_TEXT))
    await page.goto('/mailboxes/new?step=server')
    await page.getByRole('textbox', { name: 'Address' }).fill('eve@example.com')
    await page.getByLabel('Server (IMAP)').fill('127.0.0.1')
    await page.getByLabel('Encryption').selectOption('none')
    await page.getByLabel('Port').fill(String(server.port))
    await page.getByLabel(/^Password/).fill(PASSWORD)
    await page.getByLabel('The server is in our own network').check()
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await isText('Log-in: failed')
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill(HOSTILE_TEXT)
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await isText('Folder: failed')
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill('INBOX')
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByLabel('After success').selectOption('move')
    await page.getByRole('textbox', { name: 'Folder for it (After success)' }).fill(HOSTILE_TEXT)
    await page.getByRole('button', { name: 'Next' }).click()
    await isText('This mailbox moves mails to')
    await usable('This mailbox moves mails to')
    await server.stop()
  })
}

/** A server's verdict as the header has it, above one Received field of its own. */
const VERDICT =
  'Received: from a by mx.corp.example; Fri, 27 Nov 2026 09:00:00 +0000\r\nAuthentication-Results: mx.corp.example; dmarc=pass header.from=example.com\r\n'

const aMail = (subject: string): string =>
  `From: ana@example.com\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <${Math.random()}@corp.example>\r\n\r\nBye\r\n`

/** The heading is there, and has the focus. */
async function focusedHeading(page: Page, name: string): Promise<void> {
  await page.locator('h2:focus', { hasText: name }).waitFor()
}

/** Presses Tab until the button has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await page.locator('button:focus', { hasText: name }).count()) > 0) return
  }
  throw new Error(`no button "${name}" is reached by Tab`)
}
// A screen has fewer fields, and its frame fewer links.
const MOST_TABS = 80

/** The text by which a field is described. */
async function describedBy(field: Locator): Promise<string> {
  const ids = (await field.getAttribute('aria-describedby')) ?? ''
  const texts = ids.split(/\s+/).map((id) => field.page().locator(`[id="${id}"]`).textContent())
  return (await Promise.all(texts)).join(' ')
}

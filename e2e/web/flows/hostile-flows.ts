import type { Outbox } from '@tubepost/api'
import { startImapServer, waitUntil } from '@tubepost/testing'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { bytesOf, HOSTILE_TEXT, HOSTILE_WORD, hostileMail, MADE_OF_TEXT } from '../hostile-mails.ts'
import type { OpenWeb } from '../open-web.ts'

// As long as a person's name may be, and a status's.
const EVIL_NAME = HOSTILE_TEXT.slice(0, 200)
// As often as anybody tries.
const MANY = 1_000
const EVIL_STATUS = `<img src=x onerror=alert('${HOSTILE_WORD}')>`

/** Text of others, on every screen. */
export function hostileFlows(given: OpenWeb): void {
  test('given mails whose every text is hostile, no screen makes more of it than text', async () => {
    const { page, settled, usable, web } = given
    const isText = async (shown: Locator) => {
      await shown.waitFor()
      for (const summary of await page.locator('main summary').all()) await summary.click()
      // A heading may stand before its screen has been answered.
      await page.locator('main', { hasText: HOSTILE_WORD }).waitFor()
      expect(await page.locator(MADE_OF_TEXT).count()).toBe(0)
    }
    await settled(await web.send(hostileMail('Out', 'ben@example.com')))
    await page.goto('/')
    await isText(page.locator('[data-person=ben-sample]', { hasText: HOSTILE_WORD }))
    await page.goto('/intents')
    await isText(page.locator('.row', { hasText: 'ben-sample' }).first())
    await web.call('PUT', '/api/status/people/ben-sample/status', { status: 'In', comment: HOSTILE_TEXT })
    const evil = hostileMail('Fire', 'mallory@example.org')
    await settled(await web.send({ ...evil, more: { ...evil.more, to: 'support@example.com' } }))
    await page.goto('/cases?requester=mallory@example.org')
    await isText(page.locator('.row', { hasText: HOSTILE_WORD }).first())
    await page.locator('.row a').first().click()
    await isText(page.locator('[data-line=mail]', { hasText: HOSTILE_WORD }).first())
    await page.goto('/audit?what=ben-sample')
    await isText(page.locator('.row').first())
    await page.goto('/templates')
    await page.getByLabel('Text', { exact: true }).fill(HOSTILE_TEXT)
    await isText(page.getByRole('region', { name: 'Preview' }).locator('pre', { hasText: HOSTILE_WORD }))
    // The editor writes the line, the service's sentence repeats it.
    await page.getByLabel('Text', { exact: true }).fill(`{{ ${HOSTILE_TEXT} }}`)
    await isText(page.locator('.line-problem').first())
    await page.getByLabel('Text', { exact: true }).fill(`{% include "${HOSTILE_WORD}<img src=x onerror=alert(1)>" %}`)
    await isText(page.locator('.line-problem', { hasText: 'include' }).first())
    await page.goto('/people/ben-sample')
    await isText(page.getByRole('region', { name: 'History' }).getByText(HOSTILE_WORD).first())
    await web.call('POST', '/api/status/people', { id: 'eve', name: EVIL_NAME, addresses: ['eve@example.com'] })
    await page.goto('/people?q=eve')
    await isText(page.locator('.row', { hasText: HOSTILE_WORD }))
    await page.getByRole('button', { name: 'Delete' }).click()
    await usable('for ever?')
    await page.goto('/people/eve?edit=1')
    await isText(page.getByRole('heading', { level: 1 }))
    await usable('Save')
    await web.call('DELETE', '/api/status/people/eve')
    await web.call('POST', '/api/status/statuses', { id: 'evil', name: EVIL_STATUS })
    await page.goto('/statuses?edit=evil')
    await isText(page.getByRole('form'))
    await web.call('DELETE', '/api/status/statuses/evil')
    await page.goto('/people?import=1')
    const cell = `"${EVIL_NAME.replaceAll('"', '""')}"`
    await page.getByLabel('Drop a file (CSV) here').setInputFiles({
      name: `${EVIL_STATUS}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from(`Name,Mail,${cell}\n${cell},eve@example.com,x\n${cell},${cell},x\n`),
    })
    await isText(page.locator('.row', { hasText: HOSTILE_WORD }).first())
    await page.goto('/statuses')
    await page.getByRole('button', { name: 'Import from a spreadsheet' }).click()
    const status = `"${EVIL_STATUS}"`
    await page.getByLabel('Drop a file (CSV) here').setInputFiles({
      name: `${EVIL_STATUS}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from(`Name,Aliases,Type,Colour\n${status},${cell},out,#123456\nIn,x,${cell},${status}\n`),
    })
    await isText(page.locator('.row', { hasText: HOSTILE_WORD }).first())
    await page.goto('/set-up')
    await page.getByLabel('Text of a set-up').fill(JSON.stringify({ [EVIL_STATUS]: 1 }))
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await isText(page.getByText('is not known here').first())
    await isText(page.locator('.line-problem', { hasText: HOSTILE_WORD }))
    const { mailId } = await settled(await web.send(hostileMail('Oot', 'ben@example.com')))
    await page.goto('/mails?outcome=rejected')
    await isText(page.locator('.row', { hasText: 'Oot' }).first())
    await page.goto(`/mails/${mailId}`)
    await isText(page.getByText('Header as received'))
    const reply = await waitUntil(
      async () => {
        const { replies } = await web.call<Outbox>('GET', '/api/notifier/outbox?recipient=ben@example.com')
        return replies.find((one) => one.mailId === mailId)
      },
      { timeoutMs: 20_000, what: 'the reply' },
    )
    await page.goto(`/outbox/${reply.replyId}`)
    await isText(page.getByText('The mail as it is sent'))
    await page.goto(`/try-it?mailbox=status&subject=${encodeURIComponent(`Out ${HOSTILE_TEXT}`)}`)
    await isText(page.getByText('The same said plainly'))
    await page.setInputFiles('input[type=file]', {
      name: 'evil.eml',
      mimeType: 'message/rfc822',
      buffer: await bytesOf(hostileMail('Out', 'ana@example.com')),
    })
    await isText(page.getByText('Attachments'))
  })

  test('given a mail server that answers with a script, then it is text on each screen', async () => {
    const { page, web } = given
    const user = { name: 'mallory@example.com', password: 'correct horse battery' }
    const server = await startImapServer({ users: [user] })
    for (const on of ['LOGIN', 'AUTHENTICATE'] as const)
      server.misbehave({ on, does: 'refuse', with: `NO [AUTHENTICATIONFAILED] ${HOSTILE_TEXT}`, times: MANY })
    const source = { kind: 'imap', host: '127.0.0.1', port: server.port, tls: 'none', allowPrivateAddress: true }
    await web.call('POST', '/api/fetcher/mailboxes', {
      ...{ id: 'mallory', preset: 'officestatus', address: user.name, enabled: true },
      source: { ...source, password: user.password },
    })
    const screens = [
      ['/mailboxes', HOSTILE_WORD],
      ['/health', 'Both books'],
      ['/audit?what=mailboxes', 'What changed'],
    ] as const
    for (const [screen, text] of screens) {
      await page.goto(screen)
      await page.getByText(text).first().waitFor()
      for (const summary of await page.locator('main summary').all()) await summary.click()
      expect(await page.locator(MADE_OF_TEXT).count()).toBe(0)
    }
    await web.call('DELETE', '/api/fetcher/mailboxes/mallory')
    await server.stop()
  })
}

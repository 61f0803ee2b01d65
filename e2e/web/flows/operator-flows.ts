import type { DeadLetters, Rates } from '@tubepost/api'
import { waitUntil } from '@tubepost/testing'
import { expect, test } from 'vitest'
import type { OpenWeb } from '../open-web.ts'

/** The screens of an operator: health, mailboxes, dead letters, tokens, the audit. */
export function operatorFlows(given: OpenWeb): void {
  test('health shows every service and both books', async () => {
    const { page, usable } = given
    await page.goto('/health')
    await page.getByText('Every service can do its work.').waitFor()
    await page.getByText('Every mail that came is accounted for.').waitFor()
    expect(await page.locator('.books th').count()).toBeGreaterThan(8)
    await usable('Mails in the ledger')
  })

  test('health draws the mails of a day, and says the same in a table', async () => {
    const { page, usable, web } = given
    await page.goto('/health')
    const day = page.getByRole('region', { name: 'Within a day' })
    await day.locator('canvas').waitFor()
    const { buckets } = await web.call<Rates>('GET', '/api/console/rates')
    const came = buckets.reduce((sum, { received }) => sum + received, 0)
    expect(came).toBeGreaterThan(0)
    await day.getByRole('img', { name: `Within a day ${came} mails came in` }).waitFor()
    await day.getByText('The same as a table').press('Enter')
    const rows = day.getByRole('row')
    expect(await rows.count()).toBe(1 + buckets.length)
    const cells = await day.locator('tbody td:nth-of-type(1)').allTextContents()
    expect(cells.map(Number).toReversed()).toEqual(buckets.map(({ received }) => received))
    await usable('The same as a table')
    await page.emulateMedia({ colorScheme: 'dark' })
    await day.locator('canvas').waitFor()
    await page.emulateMedia({ colorScheme: 'light' })
  })

  test('a mailbox shows its state, and is tested step by step', async () => {
    const { page, usable } = given
    await page.goto('/mailboxes')
    const card = page.getByRole('region', { name: 'status', exact: true })
    await card.getByText('is read', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Test the connection' }).click()
    await page.locator('.story li').first().waitFor()
    await usable('How its mails are handled')
  })

  test('a dead letter is handled again from its row, and the board shows it', async () => {
    const { page, usable, web } = given
    await page.goto('/dead-letters')
    await page.getByText('There is no dead letter.').waitFor()
    await web.giveUpWish('ana-example')
    await waitUntil(
      async () => {
        const { deadLetters } = await web.call<DeadLetters>('GET', '/api/console/dead-letters')
        return deadLetters[0]
      },
      { timeoutMs: 20_000, what: 'the dead letter' },
    )
    await page.reload()
    await page.getByText('the disk is full').waitFor()
    await page.getByRole('button', { name: 'The event' }).click()
    await usable('intent.status.set')
    await page.getByRole('button', { name: 'Handle again' }).click()
    await page.getByText('sent round again').last().waitFor()
    await page.goto('/')
    await page.locator('[data-person=ana-example] .board-status').getByText('In').waitFor()
  })

  test('dead letters are handled again all at once, when their number is confirmed', async () => {
    const { page, usable, web } = given
    for (const name of ['one', 'two', 'three']) await web.giveUpWish('ben-sample', name)
    const open = '/api/console/dead-letters?state=open'
    await waitUntil(async () => (await web.call<DeadLetters>('GET', open)).deadLetters.length === 3, {
      timeoutMs: 20_000,
      what: 'the dead letters',
    })
    await page.goto('/dead-letters?state=open')
    await page.getByRole('button', { name: 'Have all 3 handled again' }).press('Enter')
    const confirm = page.getByRole('button', { name: 'Handle 3 events again?' })
    await confirm.waitFor()
    expect((await web.call<DeadLetters>('GET', open)).deadLetters).toHaveLength(3)
    await usable('Handle 3 events again?')
    await confirm.press('Enter')
    await page.getByText('3 events are handled again.').waitFor()
    await page.getByText('No dead letter fits the search.').waitFor()
    expect(await page.getByRole('button', { name: /^Have all/ }).count()).toBe(0)
    await usable('3 events are handled again.')
  })

  test('an alert that would fire is told, with what to do', async () => {
    const { page, usable, web } = given
    await web.giveUpWish('cleo-demo', 'for an alert')
    const open = '/api/console/dead-letters?state=open'
    await waitUntil(async () => (await web.call<DeadLetters>('GET', open)).deadLetters.length === 1, {
      timeoutMs: 20_000,
      what: 'the dead letter',
    })
    await page.goto('/health')
    const alerts = page.getByRole('region', { name: 'Alerts' })
    await alerts.getByText('1 dead letter of status').waitFor()
    await alerts.getByRole('button', { name: 'What to do about TubepostDeadLetters' }).press('Enter')
    await alerts.locator('pre', { hasText: 'Mend the cause first' }).waitFor()
    const replicas = page.getByRole('region', { name: 'Replicas' })
    expect(await replicas.locator('.row').count()).toBe(6)
    await replicas.getByRole('row', { name: /^parser MAIL/ }).waitFor()
    await usable('Mend the cause first')
  })

  test('an alert speaks the language of the reader, but for the runbook, which says so', async () => {
    const { page, usable, web } = given
    await page.goto('/health?lang=de')
    const alerts = page.getByRole('region', { name: 'Warnungen' })
    const row = alerts.locator('.row', { hasText: 'TubepostDeadLetters' })
    const sentence = row.getByText('Ein unzustellbares Ereignis von status')
    await sentence.waitFor()
    expect(await sentence.getAttribute('lang')).toBe('de')
    await row.getByText('Der Dienst hat Ereignisse nach acht Versuchen aufgegeben.').waitFor()
    expect(await alerts.getByText('dead letter').count()).toBe(0)
    await row.getByRole('button', { name: 'Was zu tun ist bei TubepostDeadLetters' }).click()
    await row.getByText('Das Betriebshandbuch ist auf Englisch.').waitFor()
    expect(await row.locator('pre').getAttribute('lang')).toBe('en')
    await usable('Das Betriebshandbuch ist auf Englisch.')
    await web.call('POST', '/api/console/dead-letters/discard', {})
  })

  test('a set-up and a token that were begun are not left without a question', async () => {
    const { page } = given
    const dialog = page.getByRole('dialog', { name: 'Leave this page?' })
    const leave = async (name: string) => {
      await page.getByRole('navigation').getByRole('link', { name }).click()
      await dialog.getByRole('button', { name: 'Stay' }).click()
    }
    await page.goto('/set-up')
    await page.getByLabel('Text of a set-up').fill('people: []')
    await leave('Tokens')
    await page.getByText('people: []').waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Tokens' }).click()
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click()
    await page.getByLabel('status:read').check()
    await leave('Set-up')
    await page.getByLabel('status:read').uncheck()
    await page.getByRole('navigation').getByRole('link', { name: 'Set-up' }).click()
    await page.getByRole('heading', { name: 'Check a file' }).waitFor()
  })

  test('the set-up shows its file, what differs from it, and checks another by its text', async () => {
    const { page, usable, web } = given
    await web.call('POST', '/api/status/people', { name: 'Hal Added', addresses: ['hal@example.com'] })
    await page.goto('/set-up')
    const differences = page.getByRole('region', { name: 'What differs from the file' })
    await differences.locator('.row', { hasText: 'hal-added' }).getByText('not in the file').waitFor()
    const file = page.getByRole('region', { name: 'The file as applied' })
    await file.locator('pre', { hasText: 'ana@example.com' }).waitFor()
    const field = page.getByLabel('Text of a set-up')
    await field.fill('organisation: { name: Example, timeZone: Mars, locale: de-DE }\npeople:\n  - { name: Ana }\n')
    await page.getByRole('button', { name: 'Check', exact: true }).press('Enter')
    await page.getByText('2 problems; it could not be applied.').waitFor()
    await usable('is no IANA time zone')
    expect(await page.locator('.cm-line + .line-problem').count()).toBe(2)
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('button', { name: 'Line 3' }).press('Enter')
    expect(await page.evaluate('getSelection().toString()')).toBe('  - { name: Ana }')
    await page.keyboard.press('Tab')
    expect(await page.locator('button:focus').textContent()).toBe('Check')
    await field.fill('')
    await page.getByRole('button', { name: 'Begin with the file as applied' }).click()
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByText('It is in order and could be applied.').waitFor()
    await usable('mailbox status (enabled)')
    await web.call('DELETE', '/api/status/people/hal-added')
  })

  test('a token is made, shown once, and revoked', async () => {
    const { page, usable } = given
    await page.goto('/tokens')
    await page.getByLabel('Its purpose').fill('the display in the hall')
    await page.getByLabel('status:read').check()
    await page.getByRole('button', { name: 'Make the token' }).click()
    const token = (await page.locator('.notice code').textContent()) ?? ''
    expect(token).toMatch(/^tubepost_/)
    await usable('the display in the hall')
    await page.reload()
    const row = page.locator('.row', { hasText: 'the display in the hall' })
    await row.getByRole('button', { name: 'Revoke' }).click()
    await row.getByRole('button', { name: 'Revoke “the display in the hall”?' }).click()
    await row.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(token)
  })

  test('the audit finds a change by who and what, and shows the state after it', async () => {
    const { page, usable, web } = given
    const change = { status: 'Out', comment: 'seen in the audit' }
    await web.call('PUT', '/api/status/people/ben-sample/status', change)
    await page.goto('/audit')
    const answered = page.waitForResponse((response) => response.url().includes('what=ben-sample'))
    await page.getByLabel('What').fill('ben-sample')
    // Until what was searched for is here, the rows are those of before, and what is unfolded in them folds again.
    await answered
    await page.locator('.row', { hasNotText: 'ben-sample' }).first().waitFor({ state: 'detached' })
    const row = page.locator('.row', { hasText: 'people/ben-sample/status' }).first()
    await row.getByText('What changed').click()
    await row.locator('pre', { hasText: 'seen in the audit' }).waitFor()
    await usable('seen in the audit')
    await row.getByRole('link', { name: 'admin' }).click()
    expect(new URL(page.url()).search).toBe('?who=admin')
    await page.getByLabel('Who').fill('nobody-here')
    await page.getByText('No change fits the search.').waitFor()
  })

  test('given a screen whose code does not come, then others stay, and it tries again', async () => {
    const { page, usable } = given
    await page.goto('/health')
    await page.getByText('Every service can do its work.').waitFor()
    const files = '**/assets/audit-*.js'
    await page.route(files, (route) => route.abort())
    const menu = page.getByRole('navigation')
    await menu.getByRole('link', { name: 'Audit' }).click()
    await usable('This page could not be shown.')
    await menu.getByRole('link', { name: 'Health' }).click()
    await page.getByText('Every service can do its work.').waitFor()
    await menu.getByRole('link', { name: 'Audit' }).click()
    await page.unroute(files)
    await page.getByRole('button', { name: 'Load anew' }).click()
    await page.getByRole('heading', { name: 'Audit' }).waitFor()
  })

  test('given that nobody can say yet who calls, then the page comes by itself', async () => {
    const { page } = given
    const error = { code: 'unavailable', message: 'Who calls is not known yet.' }
    const calls = '**/api/console/me'
    await page.route(calls, (route) => route.fulfill({ status: 503, json: { error } }))
    await page.goto('/health')
    await page.getByText(error.message).waitFor()
    await page.unroute(calls)
    await page.getByText('Every service can do its work.').waitFor()
  })

  test('given a screen that cannot be drawn, then it says so, without a stack', async () => {
    const { page, usable } = given
    const path = '**/api/status/statuses'
    await page.route(path, (route) => route.fulfill({ json: { statuses: [null] } }))
    await page.goto('/statuses')
    await usable('This page could not be shown.')
    expect(await page.getByRole('main').textContent()).not.toMatch(/TypeError|null|at \w+/)
    await page.unroute(path)
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('heading', { name: 'Audit' }).waitFor()
    await page.getByRole('link', { name: 'Statuses' }).click()
    await page.getByText('in the set-up file').first().waitFor()
  })

  test('the audit goes on to older changes by its cursor', async () => {
    const { page, web } = given
    // One more than a page, each a refused change.
    for (let count = 0; count < 51; count += 1)
      await web.call('DELETE', `/api/console/tokens/${count}`).catch(() => undefined)
    await page.goto('/audit?what=tokens')
    await page.locator('.row').nth(49).waitFor()
    expect(await page.locator('.row').count()).toBe(50)
    await page.getByRole('button', { name: 'Older changes' }).click()
    await page.locator('.row').nth(50).waitFor()
  })
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Invitation, MadeToken } from '@tubepost/api'
import { tempDir } from '@tubepost/testing'
import { expect, test } from 'vitest'
import { openPage, refuseMishaps } from '../browser.ts'
import type { OpenWeb } from '../open-web.ts'

/** People and statuses. */
export function directoryFlows(given: OpenWeb): void {
  test('somebody is added, changed and deleted, but nobody of the set-up file', async () => {
    const { page, usable } = given
    await page.goto('/people')
    const ana = page.locator('.row', { hasText: 'Ana Example' })
    await ana.getByText('in the set-up file').waitFor()
    expect(await ana.getByRole('button').count()).toBe(0)
    await page.getByRole('button', { name: 'Add a person' }).click()
    const form = page.getByRole('form')
    await form.getByLabel('Name').fill('Dora Test')
    await form.getByLabel('Addresses').fill('dora@example.com\nana@example.com')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('ana@example.com is an address of ana-example').waitFor()
    await usable('Empty: that of the organisation.')
    await form.getByLabel('Addresses').fill('dora@example.com\n\n d.test@example.com')
    await form.getByLabel('Role').selectOption('receptionist')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Dora Test', level: 1 }).waitFor()
    await page.getByText('dora@example.com, d.test@example.com').waitFor()
    await page.getByText('America/New_York').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await form.getByLabel('Name').fill('Dora Probe')
    await form.getByLabel('Time zone').fill('Asia/Tokyo')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Dora Probe', level: 1 }).waitFor()
    await page.getByRole('definition').getByText('Asia/Tokyo').waitFor()
    expect(await page.locator('.facts').textContent()).toContain('receptionist')
    await page.goto('/people?q=d.TEST')
    const dora = page.locator('.row')
    await dora.getByRole('button', { name: 'Delete' }).click()
    await dora.getByRole('button', { name: 'Delete Dora Probe for ever?' }).click()
    await page.getByText('Nobody fits the filter.').waitFor()
  })

  test('people come in from a spreadsheet after a preview, and go out to one', async () => {
    const { browser, page, usable, web } = given
    await page.goto('/people')
    await page.getByRole('button', { name: 'Import from a spreadsheet' }).click()
    const choose = (text: string) =>
      page
        .getByLabel('Drop a file (CSV) here')
        .setInputFiles({ name: 'people.csv', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from(text) })
    const lines = ['Name;E-Mail', 'Fay Sheet;fay@example.com', 'Ana Neu;ana@example.com']
    await choose([...lines, 'Gus Sheet;nobody'].join('\n'))
    const panel = page.getByRole('region', { name: 'Import from a spreadsheet' })
    await panel.getByText('"nobody" is no address').waitFor()
    await panel.getByText('While a line is refused, nothing is taken.').waitFor()
    expect(await panel.getByRole('button', { name: /^Take/ }).count()).toBe(0)
    await usable('"nobody" is no address')
    await choose(lines.join('\n'))
    const ana = panel.locator('.row', { hasText: 'Line 3: Ana Neu' })
    await ana.getByText('stays as in the set-up file').waitFor()
    expect(await ana.locator('del').textContent()).toBe('Ana Example')
    await usable('fay@example.com')
    expect(await page.locator('.row-title', { hasText: /^Fay Sheet$/ }).count()).toBe(0)
    await panel.getByRole('button', { name: 'Take one change' }).press('Enter')
    await panel.getByText('It is done: 1 added, 0 changed.').waitFor()
    await page.getByRole('link', { name: 'Fay Sheet' }).waitFor()
    await panel.getByRole('button', { name: 'Close' }).click()
    // A browser sends its cookie with what it downloads, and no token of a test.
    const keeper = await openPage(browser, { baseURL: web.installation.url })
    const { link } = await web.call<Invitation>('POST', '/api/console/people/ana-example/invite')
    const secret = new URL(link).hash.replace('#link=', '')
    await keeper.page.request.post('/api/console/sign-in/link', {
      data: { secret },
      headers: { origin: web.installation.url },
    })
    await keeper.page.goto('/people')
    const [download] = await Promise.all([
      keeper.page.waitForEvent('download'),
      keeper.page.getByRole('link', { name: 'Download as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('people.csv')
    const [titles, ...rest] = readFileSync(await download.path(), 'utf8').split('\r\n')
    expect(titles).toBe('\uFEFFID,Name,E-mail,Time zone,Language,Role')
    expect(rest).toContain('fay-sheet,Fay Sheet,fay@example.com,America/New_York,en-US,user')
    await keeper.page.request.post('/api/console/sign-out', { headers: { origin: web.installation.url } })
    refuseMishaps(keeper)
    await keeper.page.context().close()
    await page.goto('/people?q=fay')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete Fay Sheet for ever?' }).click()
    await page.getByText('Nobody fits the filter.').waitFor()
  })

  test('given a list that is changed after its preview, then what was shown is taken', async () => {
    const { page, web } = given
    const file = join(await tempDir('list'), 'people.csv')
    writeFileSync(file, 'Name,E-mail\nFay Shown,fay@example.com\n')
    await page.goto('/people?import=1')
    await page.locator('input[type=file]').setInputFiles(file)
    const take = page.getByRole('button', { name: 'Take one change' })
    await take.waitFor()
    writeFileSync(file, 'Name,E-mail\nFay Shown,fay@example.com\nGus Unseen,gus@example.com\n')
    await take.click()
    await page.getByText('It is done: 1 added, 0 changed.').waitFor()
    await page.getByText('Fay Shown').first().waitFor()
    expect(await page.getByText('Gus Unseen').count()).toBe(0)
    await web.call('DELETE', '/api/status/people/fay-shown')
  })

  test('statuses come from a spreadsheet after a preview, and go out to one', async () => {
    const { page, usable, web } = given
    const file = join(await tempDir('list'), 'statuses.csv')
    writeFileSync(file, 'Name;Alias;Art;Farbe\nPause;P;out;#336699\nIn;;out;\n')
    await page.goto('/statuses')
    await page.getByRole('button', { name: 'Import from a spreadsheet' }).click()
    await page.locator('input[type=file]').setInputFiles(file)
    await page.locator('.row', { hasText: 'Pause' }).getByText('#336699').waitFor()
    await page.locator('.row', { hasText: 'stays as in the set-up file' }).waitFor()
    await usable('Pause')
    await page.getByRole('button', { name: 'Take one change' }).click()
    await page.getByText('It is done: 1 added, 0 changed.').waitFor()
    const href = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')
    const sheet = await page.request.get(href ?? '')
    expect(await sheet.text()).toContain('pause,Pause,P,out,optional,#336699\r\n')
    await web.call('DELETE', '/api/status/statuses/pause')
  })

  test('given a list that fits no more, then that is said beside a new preview', async () => {
    const { page, usable, web } = given
    await page.goto('/statuses')
    await page.getByRole('button', { name: 'Import from a spreadsheet' }).click()
    await page.locator('input[type=file]').setInputFiles({
      name: 'statuses.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('Name,Aliases\nPause,Brk\n'),
    })
    const take = page.getByRole('button', { name: 'Take one change' })
    await take.waitFor()
    await web.call('POST', '/api/status/statuses', { name: 'Break', aliases: ['Brk'] })
    await take.click()
    await page.getByText('Nothing was taken: what is here was changed after the preview').waitFor()
    const refused = page.locator('.row', { hasText: '"Brk" is a name or alias of Break (break)' })
    await refused.getByText('refused', { exact: true }).waitFor()
    await take.waitFor({ state: 'detached' })
    await usable('is a name or alias of Break')
    await web.call('DELETE', '/api/status/statuses/break')
  })

  test('given a proxy that answers for the console, then the page says so', async () => {
    const { page } = given
    await page.route('**/api/status/statuses', (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<html>Log in to this network</html>' }),
    )
    await page.goto('/statuses')
    await page.getByText('Tubepost does not answer.').waitFor()
    await page.unroute('**/api/status/statuses')
  })

  test('the page of a person tells each status with its mail, and sets the next', async () => {
    const { page, settled, usable, web } = given
    const { mailId } = await settled(await web.send({ from: 'cleo@example.com', subject: 'Out 1d 9am at the sea' }))
    await page.goto('/')
    await page.getByRole('link', { name: 'Cleo Demo' }).click()
    const history = page.getByRole('region', { name: 'History' })
    const byMail = history.locator('.row', { hasText: 'at the sea' }).first()
    expect(await byMail.getByRole('link', { name: 'by a mail' }).getAttribute('href')).toBe(`/mails/${mailId}`)
    // She is in Berlin, the browser in New York.
    await byMail.getByText(/there\)/).waitFor()
    await page.getByLabel('Status of Cleo Demo', { exact: true }).fill('In back from the sea')
    await page.keyboard.press('Enter')
    await history.getByText('back from the sea').waitFor()
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0)
    await usable('without a mail')
  })

  test('who keeps people without being an administrator gives no role and invites nobody', async () => {
    const { browser, web } = given
    await web.call('POST', '/api/status/people', {
      name: 'Finn Demo',
      addresses: ['finn@example.com'],
      role: 'manager',
    })
    const { token } = await web.call<MadeToken>('POST', '/api/console/tokens', { name: 'a', scopes: ['status:write'] })
    const keeper = await openPage(browser, {
      baseURL: web.installation.url,
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
    })
    await keeper.page.goto('/people/finn-demo')
    await keeper.page.getByRole('button', { name: 'Edit' }).click()
    expect(await keeper.page.getByLabel('Role').count()).toBe(0)
    await keeper.page.getByLabel('Language').last().fill('fr-FR')
    await keeper.page.getByRole('button', { name: 'Save' }).click()
    await keeper.page.locator('.facts', { hasText: 'fr-FR' }).getByText('manager').waitFor()
    expect(await keeper.page.getByRole('button', { name: 'Invite' }).count()).toBe(0)
    await keeper.page.getByRole('button', { name: 'Delete' }).click()
    await keeper.page.getByRole('button', { name: 'Delete Finn Demo for ever?' }).click()
    await keeper.page.getByRole('heading', { name: 'People' }).waitFor()
    refuseMishaps(keeper)
    await keeper.page.context().close()
  })

  test('a person is invited by a link that is shown once', async () => {
    const { page, usable } = given
    await page.goto('/people/cleo-demo')
    await page.getByRole('button', { name: 'Invite' }).click()
    const shown = page.locator('.notice', { hasText: 'lets Cleo Demo in once' })
    const link = (await shown.locator('code').textContent()) ?? ''
    expect(link).toMatch(/\/sign-in#link=tubepost_/)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await shown.getByRole('button', { name: 'Copy the link' }).click()
    await shown.getByText('Copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link)
    await usable('Copy the link')
    await page.reload()
    await page.getByRole('button', { name: 'Invite' }).waitFor()
    expect(await page.content()).not.toContain(link)
  })

  test('a status is added, changed and deleted, and mails name it by its alias', async () => {
    const { page, settled, usable, web } = given
    await page.goto('/statuses')
    const vacation = page.locator('.row', { hasText: 'Vacation' })
    await vacation.getByText('in the set-up file').waitFor()
    expect(await vacation.getByRole('button').count()).toBe(0)
    await page.getByRole('button', { name: 'Add a status' }).click()
    const form = page.getByRole('form')
    await form.getByRole('textbox', { name: /^Name/ }).fill('Lunch')
    await form.getByLabel('Other names').fill('Mittag\nO')
    await form.getByLabel('Time of return').selectOption('forbidden')
    await form.getByLabel('A colour of its own').check()
    await form.getByLabel('Colour', { exact: true }).fill('#2b8a3e')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('"O" is a name or alias of out').waitFor()
    await usable('One a line.')
    await form.getByLabel('Other names').fill('Mittag')
    await form.getByRole('button', { name: 'Save' }).click()
    const lunch = page.locator('.row', { hasText: 'Lunch' })
    await lunch.getByText('is away · without a time of return · also called Mittag').waitFor()
    expect(await page.locator('.row .status-name').last().textContent()).toBe('Lunch')
    await lunch.getByRole('button', { name: 'Edit Lunch' }).click()
    expect(await form.getByLabel('Colour', { exact: true }).inputValue()).toBe('#2b8a3e')
    await form.getByLabel('A colour of its own').uncheck()
    await form.getByLabel('Meaning').selectOption('unavailable')
    await usable('A colour of its own')
    await form.getByRole('button', { name: 'Save' }).click()
    await lunch.getByText('is there, not to be disturbed').waitFor()
    const { outcome } = await settled(await web.send({ from: 'cleo@example.com', subject: 'Mittag' }))
    expect(outcome).toBe('applied')
    await lunch.getByRole('button', { name: 'Delete' }).click()
    await lunch.getByRole('button', { name: 'Delete “Lunch” for ever?' }).click()
    await lunch.waitFor({ state: 'detached' })
  })
  test('a person who was begun is not left without a question, and is cancelled without', async () => {
    const { page, usable } = given
    const dialog = page.getByRole('dialog', { name: 'Leave this page?' })
    const menu = page.getByRole('navigation')
    await page.goto('/people?new=1')
    const name = page.getByRole('form').getByLabel('Name')
    await name.fill('Half Typed')
    // The same path, where there would be no form.
    await menu.getByRole('link', { name: 'People' }).click()
    await usable('What you typed here is not saved')
    await dialog.getByRole('button', { name: 'Stay' }).click()
    await menu.getByRole('link', { name: 'Health' }).click()
    await dialog.getByRole('button', { name: 'Stay' }).click()
    expect(await name.inputValue()).toBe('Half Typed')
    // A filter changes the address and not the form.
    await page.getByLabel('Filter').fill('ana')
    expect(await name.inputValue()).toBe('Half Typed')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await name.waitFor({ state: 'detached' })
    expect(await dialog.count()).toBe(0)
    await page.getByRole('button', { name: 'Add a person' }).click()
    await menu.getByRole('link', { name: 'Health' }).click()
    await page.getByRole('heading', { name: 'Health' }).waitFor()
  })

  test('of two statuses being changed the first is not lost without a question', async () => {
    const { page, web } = given
    for (const name of ['Break', 'Lunch']) await web.call('POST', '/api/status/statuses', { name })
    const dialog = page.getByRole('dialog', { name: 'Leave this page?' })
    const aliases = page.getByRole('form').getByLabel('Other names')
    await page.goto('/statuses')
    await page.getByRole('button', { name: 'Edit Break' }).click()
    await aliases.fill('Pause')
    await page.getByRole('button', { name: 'Edit Lunch' }).click()
    await dialog.getByRole('button', { name: 'Stay' }).click()
    expect(await aliases.inputValue()).toBe('Pause')
    await page.getByRole('button', { name: 'Edit Lunch' }).click()
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click()
    await page.getByRole('form', { name: 'Edit Lunch' }).waitFor()
    expect(await aliases.inputValue()).toBe('')
    await aliases.fill('Mittag')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('also called Mittag').waitFor()
    for (const id of ['break', 'lunch']) await web.call('DELETE', `/api/status/statuses/${id}`)
  })
}

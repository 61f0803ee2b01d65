import type { CasePage, WholeCase } from '@tubepost/api'
import { waitUntil } from '@tubepost/testing'
import { expect, test } from 'vitest'
import type { OpenWeb } from '../open-web.ts'

const TO = 'support@example.com'
const CARLA = 'Carla Customer <carla@customer.example>'
const QUOTED = 'On Fri, 27 Nov 2026 at 09:00, Carla Customer <carla@customer.example> wrote:\n> Please help.'

/** Cases in the console: the list, and one with all that was written and done. */
export function caseFlows(given: OpenWeb): void {
  let messageId = ''

  test('while there are no cases, the list says how one comes about', async () => {
    const { page, usable } = given
    await page.goto('/cases')
    await usable('There are no cases yet.')
  })

  test('a mail of a stranger is a case in the list, which leads to its text and its file', async () => {
    const { page, settled, usable, web } = given
    const attachments = [{ filename: 'smoke.txt', content: 'black smoke' }]
    messageId = await web.send({
      from: CARLA,
      subject: 'The printer is on fire',
      more: { to: TO, text: 'Please help.', attachments },
    })
    await settled(messageId)
    await page.goto('/cases')
    await usable('The printer is on fire')
    await page.getByLabel('Words').fill('printer carla')
    await page.getByText('One case.').waitFor()
    await page.getByLabel('State').selectOption('closed')
    await page.getByText('No case fits the filters.').waitFor()
    await page.getByLabel('State').selectOption('new')
    await page.getByRole('link', { name: 'The printer is on fire' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'CASE-1: The printer is on fire' }).waitFor()
    await page.getByText('Please help.').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'smoke.txt' }).click()
    expect((await download).suggestedFilename()).toBe('smoke.txt')
    await usable('The original mail')
  })

  test('an answer appears by itself, with what it quotes folded', async () => {
    const { page, settled, usable, web } = given
    await page.goto('/cases/CASE-1')
    await page.getByText('Please help.').waitFor()
    const answer = { to: TO, references: messageId, text: `It burns higher.\n\n${QUOTED}` }
    await settled(await web.send({ from: 'colin@elsewhere.example', subject: 'Re: The printer', more: answer }))
    const line = page.locator('[data-line=mail]', { hasText: 'It burns higher.' })
    await line.getByText('not verified').waitFor()
    expect(await line.getByText('> Please help.').isVisible()).toBe(false)
    await line.getByText('The whole text').click()
    await line.getByText('> Please help.').waitFor()
    await usable('It burns higher.')
  })

  test('state, priority and assignee are changed, and a note is written', async () => {
    const { page, usable } = given
    await page.goto('/cases/CASE-1')
    const form = page.getByRole('form', { name: 'Change' })
    await form.getByLabel('State').selectOption('open')
    await form.getByLabel('Priority').selectOption('urgent')
    await form.getByLabel('Assignee').selectOption('Ana Example')
    await form.getByRole('button', { name: 'Change' }).click()
    await page.getByText('Priority: normal → urgent').waitFor()
    await page.getByText('State: new → open').waitFor()
    await page.getByRole('textbox', { name: 'Write a note' }).fill('Called her; the fire brigade is there.')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.locator('[data-line=note]').getByText('the fire brigade is there').waitFor()
    await usable('Note of')
    await page.goto('/cases?status=open')
    await page.locator('.row', { hasText: 'ana-example' }).waitFor()
  })

  test('given that somebody was faster, then the change says so, and nothing is lost', async () => {
    const { page, web } = given
    await page.goto('/cases/CASE-1')
    const form = page.getByRole('form', { name: 'Change' })
    await form.getByLabel('State').selectOption('pending')
    await page.route('**/api/case/cases/CASE-1', async (route) => {
      if (route.request().method() === 'PATCH') {
        const { case: now } = await web.call<WholeCase>('GET', '/api/case/cases/CASE-1')
        await web.call('PATCH', '/api/case/cases/CASE-1', { version: now.version, priority: 'high' })
      }
      await route.continue()
    })
    await form.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('alert').waitFor()
    await page.unroute('**/api/case/cases/CASE-1')
    expect(await form.getByLabel('State').inputValue()).toBe('pending')
    await page.getByText('Priority: urgent → high').waitFor()
    await form.getByRole('button', { name: 'Change' }).click()
    await page.getByText('State: open → pending').waitFor()
  })

  test('an answer is undone, changed and sent, without a mark of an automatic mail', async () => {
    const { page, usable, web } = given
    await page.goto('/cases/CASE-1')
    const form = page.getByRole('form', { name: 'Answer' })
    expect(await form.getByLabel('To').inputValue()).toBe('carla@customer.example')
    await form.getByLabel('Cc', { exact: true }).fill('brigade@fire.example')
    await form.getByRole('textbox', { name: 'Answer' }).fill('Is it stil burning?')
    await form.getByRole('button', { name: 'Send the answer' }).click()
    const line = page.locator('[data-line=reply]')
    await line.getByText('can be undone').waitFor()
    await line.getByRole('button', { name: 'Undo' }).click()
    await line.waitFor({ state: 'detached' })
    const text = form.getByRole('textbox', { name: 'Answer' })
    expect(await text.inputValue()).toBe('Is it stil burning?')
    expect(await form.getByLabel('Cc', { exact: true }).inputValue()).toBe('brigade@fire.example')
    await text.fill('Is it still burning?')
    await text.press('Tab')
    await page.keyboard.press('Enter')
    await line.getByText('sent', { exact: true }).waitFor()
    const mail = await web.sink.waitFor(({ to }) => to.includes('brigade@fire.example'))
    const raw = mail.raw.toString()
    expect(raw).toMatch(/^subject: Re: The printer is on fire \[CASE-1\]\r$/im)
    expect(raw).toMatch(/^in-reply-to: </im)
    expect(raw).not.toMatch(/^(auto-submitted|x-auto-response-suppress|precedence):/im)
    await usable('Is it still burning?')
  })

  test('an answer of the requester brings a pending case back', async () => {
    const { settled, web } = given
    await settled(
      await web.send({ from: CARLA, subject: 'Re: The printer is on fire', more: { to: TO, references: messageId } }),
    )
    await waitUntil(async () => (await web.call<WholeCase>('GET', '/api/case/cases/CASE-1')).case.status === 'open', {
      timeoutMs: 20_000,
      what: 'the case to be open',
    })
  })

  test('a case is merged into another, its address leads there, and that is undone', async () => {
    const { page, settled, usable, web } = given
    const dora = 'Dora Customer <dora@customer.example>'
    const scanner = await web.send({ from: dora, subject: 'The scanner', more: { to: TO, text: 'It smokes.' } })
    await settled(scanner)
    const { cases } = await web.call<CasePage>('GET', '/api/case/cases?q=scanner')
    const number = cases[0]?.number ?? ''
    await page.goto(`/cases/${number}`)
    await page.getByText('Merge into another case').click()
    await page.getByLabel('Number of the case that goes on').fill('case-1')
    await usable('It can be undone.')
    await page.getByRole('button', { name: 'Merge into CASE-1' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(`Merge ${number} with its mail into CASE-1?`).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'CASE-1: The printer is on fire' }).waitFor()
    await page.getByText(`${number} was merged into CASE-1.`).waitFor()
    await page.locator('[data-line=mail]', { hasText: 'It smokes.' }).getByText(`from ${number}`).waitFor()
    await usable(`${number} was merged into CASE-1.`)
    await page.goto(`/cases/${number}`)
    await page.getByRole('heading', { name: 'CASE-1: The printer is on fire' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: `Give ${number} all that it had` }).click()
    await page.locator('[data-line=mail]', { hasText: 'It smokes.' }).waitFor({ state: 'detached' })
    await page.goto(`/cases/${number}`)
    await page.getByText('It smokes.').waitFor()
    const both = { to: TO, references: [scanner, messageId], text: 'Both burn.' }
    await settled(await web.send({ from: CARLA, subject: 'Re: The printer is on fire', more: both }))
    await page.goto('/cases/CASE-1')
    await page.getByText('its mails are named as well').waitFor()
    await page.getByRole('button', { name: `Merge into ${number}` }).click()
    await page.getByText(`into ${number}?`).waitFor()
    await usable('Both burn.')
  })

  test('a mail that is split off is a case of its own', async () => {
    const { page, usable } = given
    await page.goto('/cases/CASE-1')
    const line = page.locator('[data-line=mail]', { hasText: 'It burns higher.' })
    await line.getByRole('button', { name: 'Split off' }).click()
    await usable('Make this mail a case of its own?')
    await line.getByRole('button', { name: 'Make this mail a case of its own?' }).click()
    await page.getByRole('heading', { name: 'Re: The printer' }).waitFor()
    await line.waitFor()
    await page.getByText('Split off from: – → CASE-1').waitFor()
    await page.getByRole('link', { name: 'CASE-1', exact: true }).waitFor()
    await usable('It burns higher.')
  })
}

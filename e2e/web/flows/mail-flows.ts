import { expect, test } from 'vitest'
import type { OpenWeb } from '../open-web.ts'

/** Mails that are tried, and the story of those that came. */
export function mailFlows(given: OpenWeb): void {
  test('a subject that is tried shows its parts, its doubts, and the same said plainly', async () => {
    const { page, usable } = given
    await page.goto('/try-it')
    await page.getByLabel('Subject').fill('Out until about 4pm dentist')
    await page.getByText('The time is not exact.').waitFor()
    expect(await page.locator('.spans mark').allTextContents()).toEqual([
      'Out status',
      'until about 4pm return',
      'dentist comment',
    ])
    expect(new URL(page.url()).searchParams.get('subject')).toBe('Out until about 4pm dentist')
    await usable('The same said plainly')
  })

  test('a mail that is tried shows each step with its reason', async () => {
    const { page, usable } = given
    await page.goto('/try-it?mailbox=status')
    await page.setInputFiles('input[type=file]', {
      name: 'a.eml',
      mimeType: 'message/rfc822',
      buffer: Buffer.from('From: Ana <ana@example.com>\r\nSubject: Oot 30m\r\n\r\nBye\r\n'),
    })
    await usable('Outcome: rejected')
    expect(await page.locator('.decisions li').count()).toBeGreaterThan(3)
  })

  test('the log finds a mail by its words, and leads to its story and its reply', async () => {
    const { page, settled, usable, web } = given
    await settled(await web.send({ from: 'ana@example.com', subject: 'Oot 30m first' }))
    await page.goto('/mails')
    await usable('Oot 30m first')
    await page.getByLabel('Subject').fill('first oot')
    await page.getByText('One mail.').waitFor()
    await page.getByLabel('Outcome').selectOption('applied')
    await page.getByText('No mail fits the search.').waitFor()
    await page.getByLabel('Outcome').selectOption('rejected')
    await page.getByRole('link', { name: 'Oot 30m first' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Oot 30m first' }).waitFor()
    await page.getByText('Header as received').click()
    await page.locator('pre.raw', { hasText: 'Subject: Oot 30m first' }).last().waitFor()
    await usable('Its story')
    await page.getByRole('link', { name: 'The reply to it' }).click()
    await page.getByText('to ana@example.com').or(page.getByText('ana@example.com')).first().waitFor()
    await usable('Every try')
  })

  test('an intent appears by itself, opens to its data, and leads to its mail', async () => {
    const { page, usable, web } = given
    await page.goto('/intents')
    await page.getByText('Example and schema of intent.status.set').waitFor()
    await web.send({ from: 'cleo@example.com', subject: 'Out 1d 9am on a walk' })
    const row = page.locator('.row').first()
    await row.getByText('cleo-demo asks for the status out').waitFor()
    await row.locator('summary').click()
    await row.locator('pre', { hasText: 'Out 1d 9am on a walk' }).waitFor()
    await page.getByText('Example and schema of intent.status.set').click()
    await page.locator('pre', { hasText: 'https://tubepost.dev/schemas/intent.status.set.v1.json' }).waitFor()
    await usable('Schema of its data')
    await page.getByLabel('Mailbox').selectOption('status')
    await page.getByLabel('Event').selectOption('status.overdue')
    await page.getByText('There was no such event within the last day.').waitFor()
    expect(new URL(page.url()).search).toBe('?mailbox=status&name=status.overdue')
    await page.goto('/intents')
    await row.getByRole('link').click()
    await page.getByRole('heading', { name: 'Out 1d 9am on a walk' }).waitFor()
  })

  test('a mail is requeued with keys alone, after a question', async () => {
    const { page, settled, web } = given
    const { mailId } = await settled(await web.send({ from: 'ana@example.com', subject: 'Oot 30m again' }))
    await page.goto(`/mails/${mailId}`)
    await page.getByRole('button', { name: 'Requeue' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('Handle this mail once more?').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('The mail is handled once more.').waitFor()
    await page.getByText('requeued', { exact: false }).first().waitFor()
  })
}

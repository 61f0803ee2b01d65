import type { AuditPage } from '@tubepost/api'
import { expect, test } from 'vitest'
import type { OpenWeb } from '../open-web.ts'

/** The replies and their words. */
export function replyFlows(given: OpenWeb): void {
  test('a held reply shows its brake, and is discarded or released', async () => {
    const { page, settled, usable, web } = given
    // Nobody vouches for the sender, so that two error mails an hour are all.
    for (const time of ['first', 'second', 'third', 'fourth'])
      await settled(await web.send({ from: 'cleo@example.com', subject: `Oot 30m ${time}` }))
    await page.goto('/outbox')
    const held = page.getByRole('region', { name: 'Held' }).locator('li')
    await held.nth(1).waitFor()
    await page.goto('/mails')
    await page.getByRole('link', { name: 'a reply is held' }).nth(1).waitFor()
    await page.goto('/')
    const note = page.locator('[data-person=cleo-demo]').getByRole('link', { name: 'a reply is held' })
    await usable('a reply is held')
    await note.click()
    await held.nth(1).waitFor()
    expect(new URL(page.url()).search).toBe('?state=held&recipient=cleo%40example.com')
    await page.goto('/outbox')
    expect(await held.first().textContent()).toContain('for whom nobody vouches')
    await usable('Held: they wait for you')
    await held.first().getByRole('button', { name: 'Release' }).click()
    await held.nth(1).waitFor({ state: 'detached' })
    await held.first().getByRole('button', { name: 'Discard' }).click()
    await held.first().getByRole('button', { name: 'Never send this reply?' }).click()
    await held.first().waitFor({ state: 'detached' })
    await page.getByLabel('State').selectOption('discarded')
    await page.locator('.row').nth(1).waitFor({ state: 'detached' })
    expect(await page.locator('.row .mark').textContent()).toBe('discarded')
  })

  test('the values of a template are completed, and leaving it is asked about', async () => {
    const { page, usable } = given
    await page.goto('/templates?template=status-set&mailbox=status&language=en')
    const text = page.getByLabel('Text', { exact: true })
    await text.fill('')
    await page.keyboard.type('Dear {{pers')
    await page.getByRole('option', { name: 'person' }).waitFor()
    await usable('name of the person who is answered')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Preview' }).getByText('Dear Ana Example').waitFor()
    await page.keyboard.press('Tab')
    expect(await text.evaluate('document.activeElement.className')).not.toContain('cm-content')
    await page.getByRole('link', { name: 'Health' }).click()
    await page.getByRole('button', { name: 'Leave', exact: true }).click()
    await page.getByRole('heading', { name: 'Health' }).waitFor()
  })

  test('a template shows its problems at their line, a preview, and is saved and reset', async () => {
    const { page, usable, web } = given
    await page.goto('/templates?template=status-set&mailbox=status&language=de')
    const text = page.getByLabel('Text', { exact: true })
    const preview = page.getByRole('region', { name: 'Preview' })
    await preview.getByText('Guten Tag Ana Example').waitFor()
    await text.fill('Hallo {{ person }}\n\n{{ persn }}')
    await page.getByRole('button', { name: 'Text, line 3' }).click()
    expect(await page.evaluate('getSelection().toString()')).toBe('{{ persn }}')
    await text.locator('.cm-line:nth-of-type(3) + .line-problem', { hasText: 'persn' }).waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await usable('There is no preview while something is wrong.')
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Insert {{ organisation }}' }).click()
    await preview.getByText('Example Ltd').waitFor()
    await usable('Values that may be used')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The next reply has these words.').waitFor()
    await page.reload()
    await page.getByText('These words were edited here').waitFor()
    expect(await text.locator('.cm-line').allTextContents()).toEqual(['Hallo {{ person }}', '', '{{ organisation }}'])
    await page.getByRole('button', { name: 'Reset' }).click()
    await page.getByRole('button', { name: 'Go back to the words that come with Tubepost?' }).click()
    await page.getByText('These are the words that come with Tubepost.').waitFor()
    const { entries } = await web.call<AuditPage>('GET', '/api/console/audit?what=templates/status-set')
    expect(entries.map(({ what }) => what.split(' ')[0])).toEqual(['DELETE', 'PUT'])
  })
}

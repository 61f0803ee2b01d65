import { describe, expect, test } from 'vitest'
import type { OpenWeb } from '../open-web.ts'

/** The board: live, set, filtered, found again. */
export function boardFlows(given: OpenWeb): void {
  describe('when the board is open', () => {
    test('a mail that sets a status shows on it', async () => {
      const { page, usable, web } = given
      await page.goto('/')
      const ana = page.locator('[data-person=ana-example]')
      await ana.getByText('Unknown').waitFor()
      await web.send({ from: 'ana@example.com', subject: 'Out 1d 9am call my cell' })
      await ana.getByText('call my cell').waitFor()
      expect(await ana.locator('.board-status').textContent()).toBe('Out')
      await usable('call my cell')
    })

    test('a status is set by a subject that is read while it is typed, with keys alone', async () => {
      const { page } = given
      await page.goto('/')
      await page.getByLabel('Whose status').focus()
      await page.keyboard.type('Cleo')
      await page.keyboard.press('Tab')
      await page.keyboard.type('Vacation')
      await page.getByText('This status needs a time of return.').waitFor()
      await page.keyboard.type(' until Friday in the hills')
      await page.locator('.reading').getByText('in the hills').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('The status of Cleo Demo is set.').waitFor()
      const cleo = page.locator('[data-person=cleo-demo]')
      await cleo.getByText('in the hills').waitFor()
      // She is in Berlin, the browser in New York.
      await cleo.getByText(/there\)/).waitFor()
    })

    test('its filters stand in the address, and one press sets a status', async () => {
      const { page } = given
      await page.goto('/?q=sample')
      await page.locator('.board-row').first().waitFor()
      expect(await page.locator('.board-row').count()).toBe(1)
      await page.getByLabel('Set the status of Ben Sample').click()
      await page.getByRole('button', { name: 'In', exact: true }).click()
      await page.locator('[data-person=ben-sample] .board-status').getByText('In').waitFor()
      await page.getByLabel('Status', { exact: true }).selectOption('Out')
      await page.getByText('Nobody fits the filter.').waitFor()
      expect(new URL(page.url()).search).toBe('?q=sample&status=Out')
    })

    test('a connection that is lost is told, and found again with what changed meanwhile', async () => {
      const { page, web } = given
      await page.goto('/')
      await page.locator('.board-row').first().waitFor()
      const status = web.installation.processes.find(({ name }) => name === 'status')
      await status?.kill()
      await page.getByText('Connection lost.').waitFor()
      await web.send({ from: 'ben@example.com', subject: 'Out back in business' })
      await page.locator('[data-person=ben-sample]').getByText('back in business').waitFor()
      await page.getByText('Connection lost.').waitFor({ state: 'detached' })
    })

    test('it speaks the language and wears the colours that are chosen, also the next time', async () => {
      const { page } = given
      await page.goto('/')
      await page.getByLabel('Language').selectOption('Deutsch')
      await page.getByRole('heading', { name: 'Tafel' }).waitFor()
      await page.getByLabel('Farben').selectOption('Dunkel')
      await page.reload()
      await page.getByRole('heading', { name: 'Tafel' }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('de')
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
      await page.evaluate('localStorage.clear()')
    })

    test('given a language that does not come, then it is said, and none is kept', async () => {
      const { page, usable } = given
      await page.goto('/health')
      await page.getByRole('heading', { name: 'Services' }).waitFor()
      // The words of this screen alone: half of a language is none.
      const [files, language] = [/\/assets\/fr-[^/]+\.js$/, page.getByLabel('Language')]
      let refused = 0
      await page.route(files, (route) => {
        refused += 1
        return refused === 1 ? route.continue() : route.abort()
      })
      await language.selectOption('Français')
      await usable('The language Français could not be loaded.')
      expect(refused).toBeGreaterThan(1)
      expect(await language.inputValue()).toBe('en')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      await page.reload()
      await page.getByRole('heading', { name: 'Services', level: 2 }).waitFor()
      await page.unroute(files)
      await language.selectOption('Français')
      await page.getByRole('heading', { name: 'Les deux livres' }).waitFor()
      await page.evaluate('localStorage.clear()')
    })
  })
}

import type { MailPage } from '@tubepost/api'
import { waitUntil } from '@tubepost/testing'
import { expect, test } from 'vitest'
import type { OpenWeb } from '../open-web.ts'

const MAILS = 180
const AT_ONCE = 10
const LONG_MS = 180_000

/** The inbound log where somebody goes on and on. */
export function longListFlows(given: OpenWeb): void {
  test(
    'given many pages of mails, few rows are drawn, and each says where it stands',
    async () => {
      const { page, usable, web } = given
      const send = (number: number) => web.send({ from: 'stranger@example.org', subject: `Pile ${number}` })
      for (let sent = 0; sent < MAILS; sent += AT_ONCE)
        await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => send(sent + at)))
      const pile = await waitUntil(
        async () => {
          const path = `/api/console/mails?subject=Pile&limit=${MAILS}`
          const { mails } = await web.call<MailPage>('GET', path)
          return mails.length === MAILS ? mails.map(({ subject }) => subject ?? '') : undefined
        },
        { timeoutMs: 60_000, what: 'the pile' },
      )
      const rowOf = (at: number) => page.getByRole('link', { name: pile.at(at) ?? '', exact: true })
      await page.goto('/mails?subject=Pile')
      const more = page.getByRole('button', { name: 'Older mails' })
      await more.press('Enter')
      // As long as they are not many, all are drawn, and the browser's search finds them.
      await rowOf(99).waitFor({ state: 'attached' })
      expect(await page.locator('.row').count()).toBe(100)
      const table = page.getByRole('table', { name: 'Inbound log' })
      expect(await table.getAttribute('aria-rowcount')).toBe('-1')
      for (const last of [149, MAILS - 1]) {
        await more.press('Enter')
        await waitUntil(
          async () => {
            await page.evaluate('scrollTo(0, document.body.scrollHeight)')
            return rowOf(last).isVisible()
          },
          { timeoutMs: 20_000, what: 'the older mails' },
        )
      }
      await page.getByText(`${MAILS} mails.`).waitFor()
      expect(await page.locator('.row').count()).toBeLessThan(60)
      expect(await table.getAttribute('aria-rowcount')).toBe(String(MAILS + 1))
      expect(await page.locator('.row').last().getAttribute('aria-rowindex')).toBe(String(MAILS + 1))
      await usable(pile.at(-1) ?? '')
      // Tab goes on through rows that were not drawn, and the row with the focus stays where the window is elsewhere.
      await page.evaluate('scrollTo(0, 0)')
      await rowOf(0).focus()
      for (let rows = 1; rows <= 40; rows += 1) await page.keyboard.press('Tab')
      const focused = page.locator('a:focus')
      expect(await focused.textContent()).toBe(pile[40])
      await page.evaluate('scrollTo(0, document.body.scrollHeight)')
      await rowOf(-1).waitFor()
      expect(await focused.textContent()).toBe(pile[40])
    },
    LONG_MS,
  )
}

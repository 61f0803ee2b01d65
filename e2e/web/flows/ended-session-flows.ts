import type { Invitation, OnePerson, Sessions } from '@tubepost/api'
import { waitUntil } from '@tubepost/testing'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { accessProblems } from '../accessibility.ts'
import { openPage, refuseMishaps, type WatchedPage } from '../browser.ts'
import type { OpenWeb } from '../open-web.ts'

const PASSWORD = 'twenty sample horses'
// The caller is asked for again at least so often.
const NOTICED_MS = 15_000

/** A session that ends while its screens are open. */
export function endedSessionFlows(given: OpenWeb): void {
  describe('given a session that ends', () => {
    let keeper: WatchedPage
    let context: BrowserContext
    const field = (name: string, page: Page = keeper.page) => page.getByRole('textbox', { name, exact: true })

    beforeAll(async () => {
      const { browser, web } = given
      keeper = await openPage(browser, { baseURL: web.installation.url })
      context = keeper.page.context()
      for (const [name, role] of [
        ['Gil', 'admin'],
        ['Una', 'manager'],
      ] as const) {
        const person = { name: `${name} Keeper`, addresses: [`${name.toLowerCase()}@example.com`], role }
        const { person: made } = await web.call<OnePerson>('POST', '/api/status/people', person)
        // The console hears of people a moment later than the status service.
        const invite = () =>
          web.call<Invitation>('POST', `/api/console/people/${made.id}/invite`).catch(() => undefined)
        const { link } = await waitUntil(invite, { timeoutMs: 20_000, what: 'the console to know them' })
        await keeper.page.goto('/')
        await keeper.page.goto(`/sign-in${new URL(link).hash}`)
        await keeper.page.getByRole('button', { name: 'Sign in' }).click()
        await field('New password').fill(PASSWORD)
        await field('The same again').fill(PASSWORD)
        await keeper.page.keyboard.press('Enter')
        await keeper.page.getByRole('heading', { name: 'Board' }).waitFor()
        await keeper.page.getByRole('button', { name: 'Sign out' }).click()
        await field('Address').waitFor()
      }
    })
    afterEach(() => refuseMishaps(keeper))
    afterAll(async () => {
      await context.close()
      for (const id of ['gil-keeper', 'una-keeper']) await given.web.call('DELETE', `/api/status/people/${id}`)
    })

    async function signIn(name: string, page: Page = keeper.page): Promise<void> {
      await field('Address', page).fill(`${name}@example.com`)
      await field('Password', page).fill(PASSWORD)
      await page.keyboard.press('Enter')
    }

    /** As an administrator does it, or time. */
    async function endSessions(): Promise<void> {
      const { sessions } = await given.web.call<Sessions>('GET', '/api/console/sessions?all=1')
      for (const { id, person } of sessions)
        if (person.endsWith('-keeper')) await given.web.call('DELETE', `/api/console/sessions/${id}`)
    }

    /** As a tab beside it finds out first: this one would at the next call of its own, within ten seconds. */
    const tellTab = () => keeper.page.evaluate(`new BroadcastChannel('tubepost-caller').postMessage(null)`)

    test('a form waits, unseen, until the same person has signed in', async () => {
      const { page } = keeper
      await page.goto('/people?new=1')
      await signIn('gil')
      await field('Name').fill('Half Typed')
      await page.getByLabel('Addresses').fill('half@example.com')
      const ways = { password: true, providers: [{ id: 'office', name: 'the office' }], possible: true, why: null }
      await page.route('**/api/console/sign-in', (route) => route.fulfill({ json: ways }))
      await endSessions()
      await page.getByText('what you typed is still here').waitFor({ timeout: NOTICED_MS })
      expect(await page.getByText('half@example.com').isVisible()).toBe(false)
      // The way to a provider leaves the page.
      expect(await page.getByRole('link', { name: 'Sign in with the office' }).getAttribute('target')).toBe('_blank')
      await page.getByText('Once you are signed in there, come back to this one.').waitFor()
      await page.unroute('**/api/console/sign-in')
      expect(await accessProblems(page)).toEqual([])
      const asked = page.waitForEvent('dialog')
      await page.reload()
      expect((await asked).type()).toBe('beforeunload')
    })

    test('given the same person, then the form is as it was, and can be saved', async () => {
      const { page } = keeper
      await signIn('gil')
      await field('Name').fill('Half Typed')
      const addresses = page.getByLabel('Addresses')
      await addresses.fill('half@example.com')
      await endSessions()
      await tellTab()
      await page.getByText('what you typed is still here').waitFor({ timeout: NOTICED_MS })
      await signIn('gil')
      await page.getByRole('heading', { name: 'People', exact: true }).waitFor()
      expect(await field('Name').inputValue()).toBe('Half Typed')
      expect(await addresses.inputValue()).toBe('half@example.com')
      expect(await page.evaluate('document.activeElement.value')).toBe('half@example.com')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: 'Half Typed' }).waitFor()
      await given.web.call('DELETE', '/api/status/people/half-typed')
    })

    test('given that save finds it out, then it says so and can be repeated', async () => {
      const { page } = keeper
      await page.goto('/tokens')
      await page.goto('/people?new=1')
      await field('Name').fill('Late Saved')
      await page.getByLabel('Addresses').fill('late@example.com')
      await endSessions()
      await page.getByRole('button', { name: 'Save' }).click()
      await field('Address').waitFor()
      await signIn('gil')
      await page.getByText('You were signed out meanwhile, so this was not done.').waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: 'Late Saved' }).waitFor()
      await given.web.call('DELETE', '/api/status/people/late-saved')
    })

    test('a wizard keeps all but the password, and a template its text', async () => {
      const { page } = keeper
      await page.goto('/mailboxes/new?step=server')
      await field('Address').fill('kept@corp.example')
      await page.getByLabel(/^Password/).fill('a secret of the mailbox')
      await endSessions()
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByText('what you typed is still here').waitFor({ timeout: NOTICED_MS })
      await signIn('gil')
      await page.getByRole('button', { name: 'Test the connection' }).click()
      await page.getByRole('heading', { name: 'Step 2 of 5' }).waitFor()
      expect(await field('Address').inputValue()).toBe('kept@corp.example')
      expect(await page.getByLabel(/^Password/).inputValue()).toBe('')

      await page.goto('/templates?template=status-set&language=en')
      const text = page.getByLabel('Text', { exact: true })
      await text.fill('Half a template for {{ person }}')
      await endSessions()
      await tellTab()
      await page.getByText('what you typed is still here').waitFor({ timeout: NOTICED_MS })
      await signIn('gil')
      await page.getByText('Half a template for').first().waitFor()
      await page.getByRole('button', { name: 'Drop my changes' }).click()
    })

    test('the board goes on live after it', async () => {
      const { page } = keeper
      await page.goto('/')
      const row = page.locator('[data-person=ben-sample]')
      await row.waitFor()
      await endSessions()
      await field('Address').waitFor({ timeout: NOTICED_MS })
      await page.getByText('Your session has ended. Sign in again.').waitFor()
      await signIn('gil')
      await row.waitFor()
      const comment = 'live again after a sign-in'
      await given.web.call('PUT', '/api/status/people/ben-sample/status', { status: 'Out', comment })
      await row.getByText(comment).waitFor({ timeout: 5_000 })
    })

    test('given another person, then all is loaded anew', async () => {
      const { page } = keeper
      await page.goto('/people?new=1')
      await field('Name').fill('Secret of Gil')
      await page.evaluate('window.isOldPage = true')
      await endSessions()
      await tellTab()
      await page.getByText('what you typed is still here').waitFor({ timeout: NOTICED_MS })
      await signIn('una')
      await page.getByRole('heading', { name: 'Board' }).waitFor()
      expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/')
      expect(await page.evaluate('window.isOldPage === undefined')).toBe(true)
      expect(await page.content()).not.toContain('Secret of Gil')
    })

    test('two tabs sign out together, and in again without losing a form', async () => {
      const { page } = keeper
      await page.goto('/people?new=1')
      await field('Name').fill('In the first tab')
      const second = await context.newPage()
      await second.goto('/')
      await second.getByRole('button', { name: 'Sign out' }).click()
      await field('Address', second).waitFor()
      await field('Address').waitFor({ timeout: 5_000 })
      await signIn('una', second)
      await second.getByRole('heading', { name: 'Board' }).waitFor()
      await page.getByRole('heading', { name: 'People', exact: true }).waitFor({ timeout: 5_000 })
      expect(await field('Name').inputValue()).toBe('In the first tab')
      await second.close()
    })

    test('who signs out with a form open is asked first', async () => {
      const { page } = keeper
      const dialog = page.getByRole('dialog', { name: 'Leave this page?' })
      await page.getByRole('button', { name: 'Sign out' }).click()
      await dialog.getByRole('button', { name: 'Stay' }).click()
      expect(await field('Name').inputValue()).toBe('In the first tab')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await dialog.getByRole('button', { name: 'Leave', exact: true }).click()
      await field('Address').waitFor()
      expect(await page.content()).not.toContain('In the first tab')
    })
  })
}

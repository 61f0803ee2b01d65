import type { Sessions } from '@tubepost/api'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { accessProblems } from '../accessibility.ts'
import { openPage, refuseMishaps, type WatchedPage } from '../browser.ts'
import type { OpenWeb } from '../open-web.ts'

/** Somebody who is not signed in, and then is. */
export function signInFlows(given: OpenWeb): void {
  describe('given somebody who is not signed in', () => {
    let outside: WatchedPage
    const signIn = (label: string) => outside.page.getByRole('textbox', { name: label, exact: true })

    beforeAll(async () => {
      outside = await openPage(given.browser, { baseURL: given.web.installation.url })
    })
    afterEach(() => refuseMishaps(outside))

    test('every path asks to sign in, and a wrong password is told', async () => {
      await outside.page.goto('/mails')
      await signIn('Address').fill('ben@example.com')
      await signIn('Password').fill('a wrong password')
      await outside.page.keyboard.press('Enter')
      await outside.page.getByText('The address or the password is wrong').waitFor()
      expect(await accessProblems(outside.page)).toEqual([])
    })

    test('whom a provider’s account does not let in reads why, and no text of others', async () => {
      await outside.page.goto('/sign-in#refused=administrator')
      await outside.page.getByText('An administrator is not known by an address alone').waitFor()
      await outside.page.goto('/')
      await outside.page.goto('/sign-in#refused=call+0900+12345')
      await outside.page.getByText('You were not signed in.').waitFor()
      expect(await outside.page.getByRole('main').textContent()).not.toContain('0900')
    })

    test('a link signs in at a press, leaves the address, and lets a password be set', async () => {
      const { web } = given
      const { link } = await web.call<{ link: string }>('POST', '/api/console/people/ben-sample/invite')
      await outside.page.goto('/sign-in')
      await outside.page.goto(`/sign-in${new URL(link).hash}`)
      await outside.page.getByText('This link signs you in, once.').waitFor()
      expect(new URL(outside.page.url()).hash).toBe('')
      await outside.page.getByRole('button', { name: 'Sign in' }).click()
      expect(await signIn('You sign in with this address from now on').inputValue()).toBe('ben@example.com')
      await signIn('New password').fill('nineteen sample horses')
      await signIn('The same again').fill('nineteen sample horse')
      await outside.page.getByRole('button', { name: 'Set the password' }).click()
      await outside.page.getByText('The two are not the same.').waitFor()
      await signIn('The same again').fill('nineteen sample horses')
      await outside.page.keyboard.press('Enter')
      await outside.page.getByRole('heading', { name: 'Board' }).waitFor()
    })

    test('a user is offered no more than a user may do, and signs out and in again', async () => {
      const { page } = given
      await outside.page.goto('/tokens')
      await outside.page.getByText('Your account does not show you this page.').waitFor()
      expect(await outside.page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
        ' Board',
        ' People',
        ' Statuses',
        ' Try it',
        ' Sessions',
      ])
      await outside.page.goto('/people?new=1')
      await outside.page.getByRole('link', { name: 'Cleo Demo' }).waitFor()
      expect(await outside.page.getByRole('main').getByRole('button').allTextContents()).toEqual(['Copy as curl'])
      await outside.page.goto('/')
      await outside.page.locator('.board-row').first().waitFor()
      expect(await outside.page.getByLabel('Set the status of Ana').count()).toBe(0)
      await outside.page.getByLabel('Status of Ben Sample', { exact: true }).fill('Out at the dentist')
      await outside.page.keyboard.press('Enter')
      await outside.page.getByText('The status of Ben Sample is set.').waitFor()
      await outside.page.goto('/sessions')
      await outside.page.locator('.row', { hasText: 'Ben Sample' }).getByText('this one').waitFor()
      expect(await outside.page.getByRole('button', { name: 'Everybody’s' }).count()).toBe(0)
      expect(await accessProblems(outside.page)).toEqual([])
      await page.goto('/sessions')
      await page.getByRole('button', { name: 'Everybody’s' }).click()
      await page.locator('.row', { hasText: 'Ben Sample' }).getByRole('button', { name: 'End' }).waitFor()
      await outside.page.goto('/')
      await outside.page.getByRole('button', { name: 'Sign out' }).click()
      await signIn('Address').fill('ben@example.com')
      await signIn('Password').fill('nineteen sample horses')
      await outside.page.keyboard.press('Enter')
      await outside.page.getByRole('heading', { name: 'Board' }).waitFor()
    })

    test('a session that its person ends is signed out, one that an administrator ends too', async () => {
      const { page } = given
      const end = (of: Page) => of.locator('.row', { hasText: 'Ben Sample' }).getByRole('button')
      await page.goto('/sessions?all=1')
      await end(page).click()
      await page.getByRole('button', { name: 'End this session?' }).click()
      await page.getByText('Nobody is signed in by a session here.').waitFor()
      await outside.page.goto('/sessions')
      await signIn('Address').fill('ben@example.com')
      await signIn('Password').fill('nineteen sample horses')
      await outside.page.keyboard.press('Enter')
      await end(outside.page).click()
      await outside.page.getByRole('button', { name: 'Sign out here?' }).click()
      await signIn('Address').waitFor()
    })

    test('given a session that ends, then the next call of its page leads to the sign-in', async () => {
      const { web } = given
      await signIn('Address').fill('ben@example.com')
      await signIn('Password').fill('nineteen sample horses')
      await outside.page.keyboard.press('Enter')
      await outside.page.getByRole('link', { name: 'Try it' }).click()
      const subject = outside.page.getByLabel('Subject').first()
      await subject.fill('Out 1d')
      const { sessions } = await web.call<Sessions>('GET', '/api/console/sessions?all=1')
      for (const { id, person } of sessions)
        if (person === 'ben-sample') await web.call('DELETE', `/api/console/sessions/${id}`)
      // On a slow machine another call of the page may come first, and hide the field.
      await Promise.race([subject.fill('Out 2d'), signIn('Address').waitFor()])
      await signIn('Address').waitFor({ timeout: 10_000 })
    })
  })
}

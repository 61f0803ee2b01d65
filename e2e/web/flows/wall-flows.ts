import type { MadeToken } from '@tubepost/api'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessProblems } from '../accessibility.ts'
import { openPage, refuseMishaps, type WatchedPage } from '../browser.ts'
import { HOSTILE_TEXT, HOSTILE_WORD, MADE_OF_TEXT } from '../hostile-mails.ts'
import type { OpenWeb } from '../open-web.ts'

// The console looks for revoked tokens every five seconds.
const SOON_MS = 15_000
const TURN_MS = 20_000
// Longer than a living stream is ever silent.
const SILENT_MS = 60_000

/** The board on a screen in the hall, by its link alone. */
export function wallFlows(given: OpenWeb): void {
  describe('when a screen hangs in the hall', () => {
    let watched: WatchedPage
    /** Every byte of text that the screen got from the API. */
    let heard: string[]
    let screen: Page

    beforeEach(async () => {
      watched = await openPage(given.browser, { baseURL: given.web.installation.url })
      screen = watched.page
      heard = []
      const wire = await screen.context().newCDPSession(screen)
      await wire.send('Network.enable')
      wire.on('Network.eventSourceMessageReceived', ({ data }) => void heard.push(data))
      screen.on('response', (answer) => {
        if (answer.url().includes('/api/') && !answer.url().endsWith('/stream'))
          answer.text().then(
            (text) => void heard.push(text),
            () => {}, // it went with its page
          )
      })
    })
    afterEach(async () => {
      await screen.context().close()
      refuseMishaps(watched)
    })

    const tokenFor = (scopes: readonly string[], more: object = {}) =>
      given.web.call<MadeToken>('POST', '/api/console/tokens', { name: 'hall', scopes, ...more })
    const revoke = (id: string) => given.web.call('DELETE', `/api/console/tokens/${id}`)
    const set = (person: string, body: object) => given.web.call('PUT', `/api/status/people/${person}/status`, body)
    const personOn = (page: Page, id: string) => page.locator(`.wall [data-person="${id}"]`)

    test('its link is made at one press, and opens the board without a word of a comment', async () => {
      const { page, usable, web } = given
      await set('ana-example', { status: 'Out', comment: 'at the dentist' })
      await page.goto('/tokens')
      await page.getByRole('button', { name: 'Make a link for a screen' }).click()
      const link = page.locator('.notice', { hasText: 'opens the board on a screen' }).locator('code')
      await usable('opens the board on a screen')
      await screen.goto((await link.textContent()) ?? '')
      await personOn(screen, 'ana-example').getByText('Out').waitFor()
      expect(screen.url()).toBe(`${web.installation.url}/wall`)
      await screen.reload()
      await web.send({ from: 'ben@example.com', subject: 'Out 1d 9am call my cell' })
      await personOn(screen, 'ben-sample').getByText('until').waitFor()
      expect(heard.join('')).toContain('Ben Sample')
      for (const hidden of ['at the dentist', 'call my cell', '@example.com', 'warnings'])
        expect(heard.join('')).not.toContain(hidden)
      expect(await accessProblems(screen)).toEqual([])
      await screen.goto('/')
      await screen.getByRole('heading', { name: 'Sign in' }).waitFor()
    })

    test('it shows comments where its token allows them', async () => {
      const { wall } = await tokenFor(['status:comments'])
      await set('cleo-demo', { status: 'In', comment: 'in the attic' })
      await screen.goto(`/wall${new URL(wall ?? '').hash}`)
      await personOn(screen, 'cleo-demo').getByText('in the attic').waitFor()
      expect(heard.join('')).not.toContain('@example.com')
    })

    test.each(['start', 'en', 'wall'])(
      'given that its file %s does not come, then it loads itself anew',
      async (name) => {
        const { wall } = await tokenFor(['status:board'])
        const files = new RegExp(`/assets/${name}-.{8}\\.js$`)
        await screen.route(files, (route) => route.abort())
        await screen.goto(`/wall${new URL(wall ?? '').hash}`)
        await screen.getByText(/could not be (loaded|shown)/).waitFor()
        await screen.unroute(files)
        await personOn(screen, 'ana-example').waitFor({ timeout: SOON_MS })
      },
    )

    test('it goes dark within seconds when its token is revoked, and says why', async () => {
      const { id, wall } = await tokenFor(['status:board'])
      await screen.goto(`/wall${new URL(wall ?? '').hash}`)
      await personOn(screen, 'ana-example').waitFor()
      await revoke(id)
      await screen.getByText('its token was revoked').waitFor({ timeout: SOON_MS })
      expect(await screen.locator('[data-person]').count()).toBe(0)
      expect(await accessProblems(screen)).toEqual([])
    })

    test('it tells the end of its token, before and after', async () => {
      const { id, wall } = await tokenFor(['status:board'], { expiresAt: new Date(Date.now() + 4_000).toISOString() })
      await screen.goto(`/wall${new URL(wall ?? '').hash}`)
      await screen.getByText('This screen shows the board until').waitFor()
      await screen.getByText('The token of this screen ended on').waitFor({ timeout: SOON_MS })
      await revoke(id)
    })

    test.each(['tubepost_nobody', 'tubepost_cut…', '%0a'])('the link with #token=%s opens nothing', async (token) => {
      await screen.goto(`/wall#token=${token}`)
      await screen.getByText('it has no link, or its token was revoked').waitFor()
      expect(new URL(screen.url()).hash).toBe('')
    })

    test('it says since when it hears nothing, and goes on by itself', async () => {
      const { wall } = await tokenFor(['status:board'])
      await screen.goto(`/wall${new URL(wall ?? '').hash}`)
      await personOn(screen, 'ben-sample').waitFor()
      await given.web.installation.processes.find(({ name }) => name === 'status')?.kill()
      await screen.getByRole('alert').getByText('Connection lost since').waitFor()
      await given.web.send({ from: 'ben@example.com', subject: 'In' })
      await personOn(screen, 'ben-sample').getByText('In', { exact: true }).waitFor()
      await screen.getByRole('alert').waitFor({ state: 'detached' })
    })

    test('it tells a connection that has died without a word', async () => {
      const { wall } = await tokenFor(['status:board'])
      await screen.clock.install()
      await screen.goto(`/wall${new URL(wall ?? '').hash}`)
      await personOn(screen, 'ben-sample').waitFor()
      const door = given.web.installation.processes.find(({ name }) => name === 'console')
      process.kill(door?.pid ?? Number.NaN, 'SIGSTOP')
      try {
        await screen.clock.fastForward(SILENT_MS)
        await screen.getByRole('alert').getByText('Connection lost since').waitFor()
      } finally {
        process.kill(door?.pid ?? Number.NaN, 'SIGCONT')
      }
      await screen.getByRole('alert').waitFor({ state: 'detached' })
    })

    test('its address says whom it shows, in which language and colours', async () => {
      const { wall } = await tokenFor(['status:board'])
      await set('ben-sample', { status: 'In' })
      await set('ana-example', { status: 'Out' })
      await screen.goto(`/wall?status=Out&lang=de&colours=dark${new URL(wall ?? '').hash}`)
      await personOn(screen, 'ana-example').waitFor()
      expect(await personOn(screen, 'ben-sample').count()).toBe(0)
      await screen.getByRole('button', { name: 'Vollbild' }).waitFor()
      expect(await screen.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
      await screen.goto('/wall?group=status')
      await screen.locator('.wall-group', { hasText: 'Out (1)' }).waitFor()
    })

    test('people who do not fit come on pages, which turn until they are told to stay', async () => {
      const { web } = given
      const { wall } = await tokenFor(['status:board'])
      const ids = Array.from({ length: 40 }, (_, index) => `z-${String(index).padStart(2, '0')}`)
      for (const id of ids)
        await web.call('POST', '/api/status/people', { id, name: `Zoe ${id}`, addresses: [`${id}@example.com`] })
      await screen.setViewportSize({ width: 640, height: 480 })
      await screen.goto(`/wall?q=zoe${new URL(wall ?? '').hash}`)
      await personOn(screen, 'z-00').waitFor()
      expect(await screen.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true)
      await personOn(screen, 'z-00').waitFor({ state: 'detached', timeout: TURN_MS })
      await screen.getByRole('button', { name: 'Stay on this page' }).click()
      await screen.getByRole('button', { name: 'Back' }).click()
      await personOn(screen, 'z-00').waitFor()
      expect(await accessProblems(screen)).toEqual([])
      for (const id of ids) await web.call('DELETE', `/api/status/people/${id}`)
    })

    test('a hostile name and status are text on it', async () => {
      const { web } = given
      const { wall } = await tokenFor(['status:comments'])
      const status = `<img src=x onerror=alert('${HOSTILE_WORD}')>`
      await web.call('POST', '/api/status/people', {
        id: 'eve',
        name: HOSTILE_TEXT.slice(0, 200),
        addresses: ['eve@example.com'],
      })
      await web.call('POST', '/api/status/statuses', { id: 'evil', name: status })
      await set('eve', { status, comment: HOSTILE_TEXT })
      await screen.goto(`/wall${new URL(wall ?? '').hash}`)
      await personOn(screen, 'eve').getByText(HOSTILE_WORD).first().waitFor()
      expect(await screen.locator(MADE_OF_TEXT).count()).toBe(0)
      expect(await accessProblems(screen)).toEqual([])
      await web.call('DELETE', '/api/status/people/eve')
      await web.call('DELETE', '/api/status/statuses/evil')
    })

    test('whoever is signed in opens it from the board, and chooses to show comments', async () => {
      const { page, usable } = given
      await set('ana-example', { status: 'Out', comment: 'at the dentist' })
      await page.goto('/?status=Out')
      await page.getByRole('link', { name: 'Wall mode' }).click()
      await personOn(page, 'ana-example').waitFor()
      expect(new URL(page.url()).search).toBe('?status=Out')
      expect(await page.getByText('at the dentist').count()).toBe(0)
      await page.getByRole('button', { name: 'Show comments' }).click()
      await usable('at the dentist')
      await page.getByRole('link', { name: 'To the board' }).click()
      await page.getByRole('heading', { name: 'Board' }).waitFor()
    })
  })
}

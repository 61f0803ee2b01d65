import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitUntil } from '@tubepost/testing'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessProblems } from '../accessibility.ts'
import { openPage, refuseMishaps, type WatchedPage } from '../browser.ts'
import { HOSTILE_WORD } from '../hostile-mails.ts'
import type { OpenWeb } from '../open-web.ts'

const TO = 'support@example.com'
const CARLA = 'Carla Customer <carla@customer.example>'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const RUN = `console.log('${HOSTILE_WORD}')`

/** A server of pictures that somebody who sends mails may have. */
async function startPictures() {
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    response.writeHead(200, { 'content-type': 'image/png' }).end(PNG)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() }
}

/** The HTML of a mail on a case, for somebody who has signed in: the pictures in it come by the cookie. */
export function htmlFlows(given: OpenWeb): void {
  describe('given a mail with HTML, and somebody who works on cases', () => {
    let agent: WatchedPage
    let pictures: Awaited<ReturnType<typeof startPictures>>
    const line = () => agent.page.locator('[data-line=mail]', { hasText: 'Carla' })
    const frame = () => agent.page.frameLocator('iframe')
    /** Waits for a picture, for it has no width before it has come. */
    const comes = (picture: Locator, selector: string) =>
      waitUntil(async () => (await picture.evaluate(`document.querySelector('${selector}').naturalWidth`)) === 1, {
        timeoutMs: 20_000,
        what: `the picture ${selector}`,
      })
    const comesInFrame = (alt: string) => comes(frame().getByAltText(alt), `img[alt=${alt}]`)

    beforeAll(async () => {
      const { web, browser, settled } = given
      pictures = await startPictures()
      const html = `
        <style>p { color: red }</style><script>${RUN}</script>
        <p onmouseover="${RUN}" style="color:#123456;background:url(${pictures.url}/style)">The <b>smoke</b> is black.</p>
        <img src="cid:smoke@x" alt="Smoke"><img src="${pictures.url}/1" alt="Elsewhere" onload="${RUN}">
        <svg onload="${RUN}"></svg><a href="https://customer.example/">Our page</a><a href="javascript:${RUN}">Press</a>`
      const attachments = [{ filename: 'smoke.png', content: PNG, cid: 'smoke@x' }]
      const more = { to: TO, text: 'The smoke is black, in plain text.', html, attachments }
      await settled(await web.send({ from: CARLA, subject: 'Smoke in colour', more }))
      await web.call('POST', '/api/status/people', {
        id: 'agnes',
        name: 'Agnes Agent',
        addresses: ['agnes@example.com'],
        role: 'agent',
      })
      agent = await openPage(browser, { baseURL: web.installation.url })
      const { link } = await web.call<{ link: string }>('POST', '/api/console/people/agnes/invite')
      await agent.page.goto(`/sign-in${new URL(link).hash}`)
      await agent.page.getByRole('button', { name: 'Sign in' }).click()
      await agent.page.getByLabel('New password').waitFor()
    })
    afterAll(async () => {
      await agent?.page.context().close()
      pictures?.stop()
      await given.web.call('DELETE', '/api/status/people/agnes')
    })

    test('its text comes first, with a small picture of its file', async () => {
      await agent.page.goto('/cases')
      await agent.page.getByRole('link', { name: 'Smoke in colour' }).click()
      await line().getByText('in plain text').waitFor()
      await comes(line().getByRole('img', { name: 'smoke.png' }), '.preview')
      expect(await agent.page.locator('iframe').count()).toBe(0)
    })

    test('as HTML it has its own picture, runs nothing, and asks nobody for others', async () => {
      await line().getByRole('button', { name: 'Show as HTML' }).focus()
      const answered = agent.page.waitForResponse('**/html')
      await agent.page.keyboard.press('Enter')
      const policy = (await answered).headers()['content-security-policy']
      expect(policy).toMatch(/^sandbox allow-same-origin allow-popups [-\w]+; default-src 'none';[^,]*$/)
      await frame().getByText('smoke').hover()
      await comesInFrame('Smoke')
      expect(await line().getByText('in plain text').count()).toBe(0)
      const text = frame().getByText('The smoke is black.')
      expect(await text.evaluate(`getComputedStyle(document.querySelector('p')).color`)).toBe('rgb(18, 52, 86)')
      expect(await frame().locator('script, svg, body style, [onload], [onmouseover]').count()).toBe(0)
      expect(await frame().getByText('Press').getAttribute('href')).toBe(null)
      await agent.page.getByText('One picture that lies elsewhere is not shown').waitFor()
      expect(pictures.asked).toEqual([])
      expect(await accessProblems(agent.page)).toEqual([])
      refuseMishaps(agent)
    })

    test('a link in it opens a window that knows nothing of the page', async () => {
      await agent.page.context().route('https://customer.example/', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: '<script>document.title = String(opener) + document.referrer</script>',
        }),
      )
      const opened = agent.page.waitForEvent('popup')
      await frame().getByText('Our page').click()
      const window = await opened
      await window.waitForLoadState()
      expect(await window.title()).toBe('null')
      await window.close()
    })

    test('the picture that lies elsewhere is shown once it is wanted, and asked for once', async () => {
      await agent.page.getByRole('button', { name: 'Show remote images' }).click()
      await frame().getByAltText('Elsewhere').waitFor()
      await comesInFrame('Elsewhere')
      expect(await agent.page.evaluate('document.activeElement.tagName')).toBe('IFRAME')
      expect(pictures.asked).toEqual(['/1'])
      expect(await agent.page.getByText('that lies elsewhere').count()).toBe(0)
      refuseMishaps(agent)
    })

    test('back at the text, the next look is without it again', async () => {
      await line().getByRole('button', { name: 'Show as text' }).click()
      await line().getByText('in plain text').waitFor()
      await line().getByRole('button', { name: 'Show as HTML' }).click()
      await agent.page.getByText('One picture that lies elsewhere is not shown').waitFor()
      expect(pictures.asked).toEqual(['/1'])
    })

    test('where it cannot be shown, the frame gives way to the reason', async () => {
      await line().getByRole('button', { name: 'Show as text' }).click()
      const refused = { error: { code: 'too_hard', message: 'The HTML is nested too deep.' } }
      await agent.page.route('**/html', (route) => route.fulfill({ status: 422, json: refused }))
      await line().getByRole('button', { name: 'Show as HTML' }).click()
      await agent.page.getByRole('alert').getByText('The HTML is nested too deep.').waitFor()
      expect(await agent.page.locator('iframe').count()).toBe(0)
      await agent.page.unroute('**/html')
      await agent.page.getByRole('button', { name: 'Try again' }).click()
      await agent.page.getByRole('button', { name: 'Try again' }).click()
      await frame().getByText('The smoke is black.').waitFor()
    })
  })
}

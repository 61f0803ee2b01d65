/** HTML that was made safe, in a browser that would run and load whatever is left in it. */
import { HTML_VECTORS, htmlPage, makeSafe } from '@tubepost/case/testing'
import { waitUntil } from '@tubepost/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_CHROMIUM, startBrowser } from './browser.ts'

const ADDRESS = 'http://safe.example/'
/** Elements that a page may have which was made of text alone, and no attribute that runs or leads anywhere else. */
const STRANGE = `
  Array.from(document.querySelectorAll('*')).flatMap((element) => [
    ...(/^http:..www.w3.org.1999.xhtml$/.test(element.namespaceURI) ? [] : [element.outerHTML]),
    ...(element.matches('script, iframe, object, embed, form, input, link, base, body style, template, noscript') ? [element.outerHTML] : []),
    ...Array.from(element.attributes).filter(({ name, value }) =>
      /^on|^srcset$|^id$|^class$|:/.test(name) || /^\\s*(java|vb)script:|^\\s*data:/i.test(value)).map(({ name }) => element.outerHTML + ' ' + name),
    ...('href' in element && !/^(https?|mailto):/.test(element.href || 'mailto:') ? [element.outerHTML] : []),
  ])`

/** A page that shows what it is given, and notes all that this does beyond being shown. */
async function openPageOfText(browser: Browser) {
  const page = await browser.newPage()
  let text = ''
  const mishaps: string[] = []
  page.on('dialog', (dialog) => {
    mishaps.push(dialog.message())
    return void dialog.dismiss()
  })
  page.on('popup', (popup) => mishaps.push(`a window: ${popup.url()}`))
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (url === ADDRESS) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: text })
    mishaps.push(url)
    return route.abort()
  })
  return {
    page,
    mishaps,
    async show(shown: string) {
      text = shown
      mishaps.length = 0
      await page.goto(ADDRESS)
      // A script or a reload that begins at once has begun by then.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
    },
  }
}

describe.skipIf(NO_CHROMIUM !== undefined)('given a browser in which everything runs', () => {
  let browser: Browser
  let opened: Awaited<ReturnType<typeof openPageOfText>>
  beforeAll(async () => {
    browser = await startBrowser()
    opened = await openPageOfText(browser)
  })
  afterAll(() => browser?.close())

  test('given HTML as it came, then it runs and loads', async () => {
    const { page, mishaps, show } = await openPageOfText(browser)
    await show(`<body>${HTML_VECTORS['handler without quotes']}`)
    const hasRun = () => mishaps.includes('http://evil.example/ran')
    await waitUntil(async () => hasRun(), { timeoutMs: 20_000, what: 'the script to run' })
    expect(hasRun()).toBe(true)
    await page.close()
  })

  test.each(Object.entries(HTML_VECTORS))('given %s, then nothing runs and nothing is loaded', async (_what, html) => {
    const { page, mishaps, show } = opened
    await show(htmlPage(makeSafe(html, { files: [], remote: false })))
    expect(await page.evaluate(STRANGE)).toEqual([])
    expect([page.url(), ...mishaps]).toEqual([ADDRESS])
  })
})

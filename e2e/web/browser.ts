/** Debian's Chromium, and pages in it that keep account of all that must not happen. */
import { HOSTILE_WORD } from './hostile-mails.ts'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

export const NO_CHROMIUM = process.env['TUBEPOST_NO_CHROMIUM']

const SHOWN_CHARS = 2_000
const SHOWN_NOISE = 20

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Its sandbox needs a user that is not root, and rights that containers do not give.
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
  })
}

export interface WatchedPage {
  readonly page: Page
  /** Reports of the page's policy, errors in its scripts, scripts that a mail brought and that ran. */
  readonly mishaps: string[]
  /** Calls without an answer, or with one that is no success, and what the page has written to its console. */
  readonly noise: string[]
}

export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ timezoneId: 'America/New_York', locale: 'en-US', ...options })
  const page = await context.newPage()
  const mishaps: string[] = []
  const noise: string[] = []
  page.on('requestfailed', (request) => noise.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (response) => response.ok() || noise.push(`${response.url()}: ${response.status()}`))
  page.on('pageerror', (error) => mishaps.push(`error in a script: ${error.message}`))
  page.on('dialog', (dialog) => {
    // The browser's question where a form is left; a flow that goes elsewhere means to leave it.
    if (dialog.type() === 'beforeunload') return void dialog.accept()
    mishaps.push(`a dialog: ${dialog.message()}`)
    return void dialog.dismiss()
  })
  page.on('console', (message) => {
    const text = message.text()
    noise.push(text)
    if (/Content Security Policy/i.test(text) || text.includes(HOSTILE_WORD)) mishaps.push(text)
  })
  // A report is told before the script that caused it goes on, in every frame.
  await context.exposeFunction('tellViolation', (told: string) => void mishaps.push(`policy: ${told}`))
  await context.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) =>
       tellViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`,
  )
  return { page, mishaps, noise }
}

/** Tells the mishaps of a page, once. */
export function refuseMishaps({ mishaps }: WatchedPage): void {
  if (mishaps.length > 0) throw new Error(mishaps.splice(0).join('\n'))
}

/** The text of a page, for a test that has failed, with its address and its last noise. */
export async function describePage({ page, noise }: WatchedPage): Promise<string> {
  const text = await page.evaluate('document.body.innerText').catch((error: unknown) => String(error))
  return [page.url(), String(text).slice(0, SHOWN_CHARS), ...noise.slice(-SHOWN_NOISE)].join('\n')
}

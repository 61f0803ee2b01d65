import type { MailHead, MailPage } from '@tubepost/api'
import { waitUntil } from '@tubepost/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { accessProblems } from './accessibility.ts'
import { startWebInstallation, type WebInstallation } from './an-installation.ts'
import { describePage, openPage, refuseMishaps, startBrowser, type WatchedPage } from './browser.ts'

export interface OpenWeb {
  readonly web: WebInstallation
  readonly browser: Browser
  /** A page of the administrator, the same for all flows. */
  readonly page: Page
  /** The mail with this Message-ID, once it is settled. */
  settled(messageId: string): Promise<MailHead>
  /** The page, once it shows this, and nobody is kept from using it. */
  usable(text: string): Promise<void>
}

/** All of Tubepost and a browser for the tests of this file, from before the first to after the last. */
export function openWeb(): OpenWeb {
  let web: WebInstallation
  let browser: Browser
  let watched: WatchedPage

  beforeAll(async () => {
    ;[web, browser] = await Promise.all([startWebInstallation(), startBrowser()])
    watched = await openPage(browser, {
      baseURL: web.installation.url,
      extraHTTPHeaders: { authorization: `Bearer ${web.installation.token}` },
    })
  })
  afterAll(async () => {
    await browser?.close()
    await web?.stop()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await describePage(watched))
    watched.noise.length = 0
    refuseMishaps(watched)
  })

  return {
    get web() {
      return web
    },
    get browser() {
      return browser
    },
    get page() {
      return watched.page
    },
    settled: (messageId) =>
      waitUntil(
        async () => {
          const { mails } = await web.call<MailPage>(
            'GET',
            `/api/console/mails?messageId=${encodeURIComponent(messageId)}`,
          )
          return mails[0]?.outcome === null ? undefined : mails[0]
        },
        { timeoutMs: 20_000, what: `${messageId} to be settled` },
      ),
    async usable(text) {
      await watched.page.getByText(text).first().waitFor()
      expect(await accessProblems(watched.page)).toEqual([])
    },
  }
}

import axe, { type AxeResults, type RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const NARROW = { width: 320, height: 640 }
const WIDE = { width: 1280, height: 800 }

/**
 * Looks at the open screen in light and dark colours, and in a window of 320 px, which is 1280 px at a zoom of 400 % (WCAG 2.2,
 * 1.4.10).
 * @returns what is wrong, a line each; nothing for a screen that everybody can use
 */
export async function accessProblems(page: Page): Promise<string[]> {
  const problems: string[] = []
  problems.push(...(await axeProblems(page, 'light')))
  await page.emulateMedia({ colorScheme: 'dark' })
  // The scheme changes colours and nothing else.
  problems.push(...(await axeProblems(page, 'dark', ['color-contrast', 'link-in-text-block'])))
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(NARROW)
  problems.push(...(await axeProblems(page, '320 px')))
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  if (width > NARROW.width) problems.push(`320 px: the screen is ${width} px wide`)
  await page.setViewportSize(WIDE)
  return problems
}

async function axeProblems(page: Page, how: string, rules?: string[]): Promise<string[]> {
  const options: RunOptions = {
    resultTypes: ['violations'], // otherwise it tells each element that is well, too
    // The style sheets are for one rule alone, css-orientation-lock, which is an experiment and off. On a slow machine axe puts their text
    // into a document of its own, and the page's policy reports it.
    preload: { assets: ['media'] },
    ...(rules !== undefined && { runOnly: { type: 'rule', values: rules } }),
  }
  // Its source is half a megabyte: each document takes it in once.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate<Pick<AxeResults, 'violations'>>(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => ({ violations }))`,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${how}: ${id}: ${html}\n${failureSummary ?? ''}`),
  )
}

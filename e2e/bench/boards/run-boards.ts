/**
 * `npm run bench -- boards`: fifty boards are open, one more in a browser, and statuses are set by mail. Measured from the commit
 * of the status service to the event on each board and to the change on the page, beside a bare server of events in the same
 * run.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { MadeToken } from '@tubepost/api'
import type { Installation } from '@tubepost/sandbox'
import { freePort, tempDir, waitUntil } from '@tubepost/testing'
import type { Page } from 'playwright-core'
import { aSetup, IN, OUT, smtpMailbox } from '../../a-setup.ts'
import { startReady } from '../../start-ready.ts'
import { startBrowser } from '../../web/browser.ts'
import { cpuWhile, sumOf } from '../programs-of.ts'
import { personAddress } from '../bench-mails.ts'
import { sendOverSmtp } from '../latency.ts'
import { spread } from '../spread.ts'
import { commitTimes } from './commit-times.ts'
import { type OpenBoards, openBoards } from './open-boards.ts'

const BOARDS = 50
const PEOPLE = 100
const CHANGES = 60
const IDLE_MS = 10_000
// The longest pause between two changes: longer than any look that somebody might take at the board.
const PAUSE_MS = 700
/** From the commit to the event on every board, and to the change on the page, at the 95th of a hundred. */
const MOST_MS = 100

/** @returns whether the boards are as fast as they have to be */
export async function runBoards(): Promise<boolean> {
  const intake = await freePort()
  const people = Array.from({ length: PEOPLE }, (_, n) => ({ name: `Person ${n}`, addresses: [personAddress(n)] }))
  const setup = aSetup({
    people,
    statuses: [IN, OUT],
    mailboxes: [smtpMailbox('intake', intake, { trustedAuthservId: 'mx1.example.com', trustedHops: 2 })],
  })
  const installation = await startReady(await tempDir('bench-boards'), setup)
  const browser = await startBrowser()
  try {
    const commits = await commitTimes(installation.postgres.url)
    const cookie = await openScreen(installation)
    const boards = await openBoards(`${installation.url}/api/status/board/stream`, BOARDS, { cookie })
    const page = await browser.newPage({ extraHTTPHeaders: { authorization: `Bearer ${installation.token}` } })
    await page.goto(installation.url)
    await page.locator('.board-row').first().waitFor()
    await noteTags(page)
    const idleCpuMs = await cpuWhile(installation, () => delay(IDLE_MS))
    const idlePerSecond = sumOf(idleCpuMs) / (IDLE_MS / 1_000)

    const mails = sendOverSmtp(intake, (tag) => `Out 2h ${tag}`)
    const took = { board: [] as number[], last: [] as number[], page: [] as number[], mail: [] as number[] }
    const began = performance.now()
    const cpuMs = await cpuWhile(installation, async () => {
      for (let n = 0; n < CHANGES; n++) {
        const tag = `tag${n}`
        const sentAt = performance.timeOrigin + performance.now()
        await mails.send(n, tag)
        const heard = await boards.heard(tag)
        const shownAt = await tagOn(page, tag)
        const committedAt = commits.of(tag) ?? Number.NaN
        took.board.push(...heard.map((at) => at - committedAt))
        took.last.push(Math.max(...heard) - committedAt)
        took.page.push(shownAt - committedAt)
        took.mail.push(shownAt - sentAt)
        await delay(Math.random() * PAUSE_MS)
      }
    })
    const seconds = (performance.now() - began) / 1_000
    mails.close()
    boards.close()
    await commits.close()
    const floor = await measureFloor()

    const line = (name: string, text: string) => void process.stdout.write(`${name.padEnd(28)}${text}\n`)
    line('commit to each board', spread(took.board))
    line('commit to the last board', spread(took.last))
    line('commit to the page', spread(took.page))
    line('mail to the page', spread(took.mail))
    line('floor, to the last client', spread(floor))
    line(
      'CPU while nothing changes',
      `${idlePerSecond.toFixed(1)} ms per second (${words(idleCpuMs, IDLE_MS / 1_000)})`,
    )
    const perChange = (sumOf(cpuMs) - idlePerSecond * seconds) / CHANGES
    line('CPU per change, beyond that', `${perChange.toFixed(1)} ms (all: ${words(cpuMs, CHANGES)})`)
    const isFast = [took.last, took.page].every((times) => p95(times) <= MOST_MS)
    line('target', `at most ${MOST_MS} ms at p95: ${isFast ? 'met' : 'MISSED'}`)
    return isFast
  } finally {
    await browser.close()
    await installation.stop()
  }
}

/** @returns the cookie of a screen that a board token has opened */
async function openScreen(of: Installation): Promise<string> {
  const asked = { name: 'bench', scopes: ['status:comments'] }
  const made = await fetch(`${of.url}/api/console/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${of.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  })
  const { token } = (await made.json()) as MadeToken
  const opened = await fetch(`${of.url}/api/console/wall`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  return opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** Has the page note when each tag came into its document. */
async function noteTags(page: Page): Promise<void> {
  await page.evaluate(`{
    window.tags = new Map()
    new MutationObserver(() => {
      const at = performance.timeOrigin + performance.now()
      for (const { textContent } of document.querySelectorAll('.board-comment'))
        if (!window.tags.has(textContent)) window.tags.set(textContent, at)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  }`)
}

const tagOn = (page: Page, tag: string): Promise<number> =>
  waitUntil(() => page.evaluate<number | undefined>(`window.tags.get(${JSON.stringify(tag)})`), {
    timeoutMs: 30_000,
    what: `${tag} on the page`,
  })

/** The time from a bare server's first write to the last of as many clients. */
async function measureFloor(): Promise<number[]> {
  const child = fork(new URL('floor.ts', import.meta.url).pathname)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const boards: OpenBoards = await openBoards(`http://127.0.0.1:${port}/`, BOARDS, {})
  const took: number[] = []
  for (let n = 0; n < CHANGES; n++) {
    child.send(`tag${n}`)
    const [{ at }] = (await once(child, 'message')) as [{ at: number }]
    took.push(Math.max(...(await boards.heard(`tag${n}`))) - at)
    await delay(20)
  }
  boards.close()
  child.kill()
  return took
}

const words = (cpuMs: ReadonlyMap<string, number>, by: number): string =>
  [...cpuMs].map(([name, ms]) => `${name} ${(ms / by).toFixed(1)}`).join(', ')

const p95 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0

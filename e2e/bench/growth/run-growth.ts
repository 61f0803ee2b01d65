/**
 * `npm run bench -- --at 1000000`: what a mail and an answer cost in an installation that has had so many mails, beside
 * the same in an empty one. An answer that takes longer than a tenth of a second fails the run.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Installation } from '@tubepost/sandbox'
import type pg from 'pg'
import { benchSetup, statusLoad } from '../bench-mails.ts'
import { type Measured, measureAt } from './measure-at.ts'
import { printGrowth } from './print-growth.ts'
import { type Middle, READS, timeRead, timeScrapes } from './reads.ts'
import { fillWithSettledMails } from './settled-mails.ts'
import { streamLives } from './stream-lives.ts'

const WARM_UP = 1_000
const TIMES = 11
const SCRAPES = 5
// A service shows for a second what it has read.
const SCRAPED_ANEW_MS = 1_100
const MOST_MS = 100

/** Measures both installations and prints a table. @returns whether every answer is quick */
export async function runGrowth({ at, mails }: { at: number; mails: number }): Promise<boolean> {
  const measured: Measured = {
    fill: async (parts, count) => fillWithSettledMails(parts.postgres.url, await streamLives(parts), count),
    setup: benchSetup,
    timeReads: async (of, database, count) => timeReads(of, await findMiddle(database, count)),
    loads: () => [statusLoad(0, WARM_UP), statusLoad(WARM_UP, mails), statusLoad(WARM_UP + mails, mails)],
  }
  return printGrowth(await measureAt(0, measured), await measureAt(at, measured), at, MOST_MS)
}

/** @returns undefined where there is none */
async function findMiddle(database: pg.Client, at: number): Promise<Middle | undefined> {
  const { rows } = await database.query<Middle>(
    `select mail_id as "mailId", (extract(epoch from now() - received_at) / 3600)::float8 as "hoursAgo"
     from console.mail order by received_at offset $1 limit 1`,
    [Math.floor(at / 2)],
  )
  return rows[0]
}

/** Median milliseconds by name. */
async function timeReads(of: Installation, middle: Middle | undefined): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
  for (const [name, targetOf] of Object.entries(READS)) {
    const target = targetOf(middle ?? { mailId: '', hoursAgo: 1 })
    if (middle === undefined && target.match(/before=$|mails\/$/)) continue
    const list: number[] = []
    for (let time = 0; time < TIMES; time++) list.push(await timeRead(of, target))
    times.set(name, median(list))
  }
  const scrapes = new Map<string, number[]>()
  for (let time = 0; time < SCRAPES; time++) {
    for (const [service, ms] of await timeScrapes(of)) scrapes.set(service, [...(scrapes.get(service) ?? []), ms])
    await delay(SCRAPED_ANEW_MS)
  }
  for (const [service, list] of scrapes) times.set(`metrics of ${service}`, median(list))
  return times
}

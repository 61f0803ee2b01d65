import { answers, Recount } from '@tubepost/api'
import { foldTally, lastDifference, type Pool, recount, recountAtNight, type Statement } from '@tubepost/db'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Scope } from '../http/scopes.ts'
import { defineGauge, type Reading, sample } from './define-metric.ts'

const EVERY_MS = 60_000

const difference = defineGauge({
  name: 'tubepost_recount_difference',
  help: 'By how much the counts that are kept differed from all that there is, when that was last counted; then they were mended',
})

/** A timer that keeps the tally short and counts everything anew once a night; for `counts` see `recount`. */
export const keptCounts = (counts: Statement) => ({
  name: 'kept counts',
  everyMs: EVERY_MS,
  async run({ pool, log }: { readonly pool: Pool; readonly log: Logger }): Promise<void> {
    await foldTally(pool)
    const differing = await recountAtNight(pool, counts)
    if (differing !== undefined && differing.length > 0)
      log.error(
        { counts: differing },
        'kept counts differed from what there is; they are mended, and somebody should ask why',
      )
  },
})

export const keptCountsReading: Reading<{ readonly pool: Pool }> = {
  gauges: [difference],
  read: async ({ pool }) => {
    const last = await lastDifference(pool)
    return last === undefined ? [] : [sample(difference, {}, last)]
  },
}

/** A call that counts everything anew at once, for an operator who does not trust the counts. */
export const recountRoute =
  (path: `/api/${string}/recount`, scope: Scope, counts: Statement) =>
  (app: FastifyInstance, { pool }: { readonly pool: Pool }): void => {
    const route = {
      config: { scope },
      schema: {
        summary: 'Count everything anew',
        description:
          'As it is done each night: counts that differ from what there is are told and mended. It reads every row.',
        response: answers({ 200: Recount }),
      },
    }
    app.post(path, route, async (): Promise<Recount> => ({ differing: await recount(pool, counts) }))
  }

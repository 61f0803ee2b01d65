import type { FastifyInstance } from 'fastify'
import { inTime } from '../in-time.ts'
import { type Checks, CHECK_TIMEOUT_MS, type Degraded, runChecks } from './checks.ts'

/** The routes that are open to all: whether the service lives, whether it can do its work, and its metrics. */
export function probes(
  app: FastifyInstance,
  options: {
    checks: Checks
    degraded?: (() => Promise<readonly Degraded[]>) | undefined
    metrics: { contentType: string; text(): Promise<string> }
  },
): void {
  const { checks, degraded, metrics } = options
  app.get('/livez', async () => ({ alive: true }))
  app.get('/readyz', async (_request, reply) => {
    const results = await runChecks(checks)
    const ready = Object.values(results).every((check) => check.ok)
    // A part that cannot be asked now is the checks' affair: they say whether the database answers.
    const parts = degraded && (await inTime(degraded(), CHECK_TIMEOUT_MS).catch(() => []))
    return reply.code(ready ? 200 : 503).send({ ready, ...(parts && { degraded: parts }), checks: results })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}

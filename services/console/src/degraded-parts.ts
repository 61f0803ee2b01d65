import type { Degraded, ServiceContext } from '@tubepost/service'
import { type ConsoleConfig, upstreams } from './console-config.ts'
import { readProbe } from './read-probe.ts'
import { readinessOf } from './readiness-of.ts'

/** The parts that the services behind the gateway name as not working while they are ready. */
export async function degradedParts({ config }: ServiceContext<ConsoleConfig>): Promise<readonly Degraded[]> {
  const lists = await Promise.all(
    upstreams(config).map(async ({ url }) => {
      // A service that does not answer is the checks' affair.
      const answer = await readProbe(new URL('/readyz', url)).catch(() => undefined)
      return readinessOf(answer?.text ?? '')?.degraded ?? []
    }),
  )
  return lists.flat()
}

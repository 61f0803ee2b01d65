import { answers, AuditPage, AuditQuery } from '@tubepost/api'
import {
  badParameter,
  type HttpApp,
  limitOf,
  Parameters,
  type Query,
  readParameters,
  type ServiceContext,
  timeOf,
} from '@tubepost/service'
import { listEntries } from './audit-sql.ts'

const PAGE = 100
const LONGEST_PAGE = 1_000

/** Every change that somebody made or was refused, the newest first; `next` is the `before` of the page after this one. */
export function auditRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Querystring: Query }>(
    '/api/console/audit',
    {
      config: { scope: 'admin', reads: { querystring: AuditQuery } },
      schema: {
        summary: 'Every change that was asked for',
        querystring: Parameters,
        response: answers({ 200: AuditPage }, { 400: ['bad_parameter'] }),
      },
    },
    async ({ query }) => {
      const { who, what, since, before, limit } = readParameters(query, ['who', 'what', 'since', 'before', 'limit'])
      if (before !== undefined && !/^\d{1,18}$/.test(before)) throw badParameter('before is the id of an entry.')
      const most = limitOf(limit, PAGE, LONGEST_PAGE)
      const search = { who, what, since: timeOf('since', since), before }
      const found = await listEntries(context.pool, search, most + 1)
      const entries = found.slice(0, most)
      return { entries, next: found.length > most ? (entries.at(-1)?.id ?? null) : null }
    },
  )
}

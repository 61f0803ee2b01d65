import { answers, CasePage, CaseQuery, TimelineQuery, WholeCase } from '@tubepost/api'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { readCaseSearch, writeCursor } from './case-search.ts'
import { listCases } from './cases-sql.ts'
import { caseEntry, showCase, wantedCase } from './show-case.ts'

/** Cases over HTTP: the list, and each with its timeline. */
export function caseRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Querystring: CaseQuery }>(
    '/api/case/cases',
    {
      config: { scope: 'case:read' },
      schema: {
        summary: 'Cases, the one that changed last first',
        querystring: CaseQuery,
        response: answers({ 200: CasePage }, { 400: ['bad_parameter'] }),
      },
    },
    async ({ query }): Promise<CasePage> => {
      const { cases, isLast, isPartial } = await listCases(context.pool, readCaseSearch(query))
      const last = cases.at(-1)
      return {
        cases: cases.map(caseEntry),
        next: isLast || last === undefined ? null : writeCursor(last),
        ...(isPartial && { partial: true }),
      }
    },
  )

  app.get<{ Params: { id: string }; Querystring: TimelineQuery }>(
    '/api/case/cases/:id',
    {
      config: { scope: 'case:read' },
      schema: {
        summary: 'A case with its timeline',
        description: 'By its id or its number. The newest 100 lines come first; `before` asks for those before them.',
        querystring: TimelineQuery,
        response: answers({ 200: WholeCase }, { 400: ['bad_parameter'], 404: ['no_case'] }),
      },
    },
    async ({ params, query: { before } }): Promise<WholeCase> => {
      if (before !== undefined && !isUuid(before))
        throw new RefusedRequest(400, 'bad_parameter', 'before is the "earlier" of the answer before.')
      return showCase(context.pool, wantedCase(params.id), before)
    },
  )
}

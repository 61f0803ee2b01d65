import { answers, CaseMerge, CaseSplit, WholeCase } from '@tubepost/api'
import type { HttpApp, HttpRequest, ServiceContext } from '@tubepost/service'
import { actorOf, lockCase } from '../cases/change-case.ts'
import { findCase } from '../cases/cases-sql.ts'
import { noCase, showCase, type WantedCase, wantedCase } from '../cases/show-case.ts'
import { readDirectory } from '../directory.ts'
import { lockCases } from '../records/records-sql.ts'
import { mergeCases, notMerged, unmergeCase } from './merge-cases.ts'
import { splitCase } from './split-case.ts'

interface OfOne {
  Params: { id: string }
}

/** Two cases that are one, mails that are a case of their own, and the way back. */
export function mergeRoutes(app: HttpApp, context: ServiceContext): void {
  const byCaller = (request: HttpRequest) => ({
    actor: actorOf(request),
    url: readDirectory(context.reference).url,
  })
  const idOf = async (wanted: WantedCase): Promise<string> => {
    const row = await findCase(context.pool, wanted)
    if (row === undefined) throw noCase(wanted)
    return row.id
  }

  app.post<OfOne & { Body: CaseMerge }>(
    '/api/case/cases/:id/merge',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Merge a case into another',
        description:
          'All its lines move to the other, and so do mails that come for it later; number, requester, subject, priority and ' +
          'assignee of the other stay, and a closed one is opened again by a case that is not. The case that was merged stays ' +
          'as a closed one without lines, which says where they are. The answer is the other. `unmerge` of the case that was ' +
          'merged undoes it.',
        body: CaseMerge,
        response: answers({ 200: WholeCase }, { 404: ['no_case'], 409: ['same_case', 'merged', 'version'] }),
      },
    },
    async (request): Promise<WholeCase> => {
      const { into, version } = request.body
      const [from, to] = [await idOf(wantedCase(request.params.id)), await idOf(wantedCase(into))]
      await context.act(async (tx, { origin, emit }) => {
        const locked = new Map((await lockCases(tx, { ids: [from, to] })).map((row) => [row.id, row]))
        const [source, target] = [locked.get(from), locked.get(to)]
        if (source === undefined) throw noCase({ id: from })
        if (target === undefined) throw noCase({ id: to })
        emit(await mergeCases(tx, { source, target, version }, { ...byCaller(request), origin }))
      })
      return showCase(context.pool, { id: to })
    },
  )

  app.post<OfOne>(
    '/api/case/cases/:id/unmerge',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Undo the merge of a case',
        description:
          'It has all again that it had, and the mails that answered one of these since. Changes of fields of the other stay. ' +
          'The answer is the case.',
        response: answers({ 200: WholeCase }, { 404: ['no_case'], 409: ['not_merged', 'merged_further'] }),
      },
    },
    async (request): Promise<WholeCase> => {
      const wanted = wantedCase(request.params.id)
      const found = await findCase(context.pool, wanted)
      if (found === undefined) throw noCase(wanted)
      const { id, mergedInto } = found
      if (mergedInto === null) throw notMerged(found)
      await context.act(async (tx, { origin, emit }) => {
        const locked = new Map((await lockCases(tx, { ids: [id, mergedInto] })).map((row) => [row.id, row]))
        const [source, target] = [locked.get(id), locked.get(mergedInto)]
        if (source === undefined || target === undefined) throw noCase(wanted)
        emit(await unmergeCase(tx, { source, target }, { ...byCaller(request), origin }))
      })
      return showCase(context.pool, { id })
    },
  )

  app.post<OfOne & { Body: CaseSplit }>(
    '/api/case/cases/:id/split',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Make mails of a case one of their own',
        description:
          'The sender of the first is the requester; answers to the mails lead there from now on. At least one mail stays. ' +
          'The answer is the new case. To undo it, merge it back.',
        body: CaseSplit,
        response: answers(
          { 201: WholeCase },
          { 400: ['no_mail'], 404: ['no_case'], 409: ['no_mail_left', 'merged', 'version'] },
        ),
      },
    },
    async (request, reply) => {
      const wanted = wantedCase(request.params.id)
      const id = await context.act(async (tx, { origin, emit }) => {
        const row = await lockCase(tx, wanted)
        const split = await splitCase(tx, row, request.body, { ...byCaller(request), origin })
        emit(split.fact)
        return split.id
      })
      return reply.code(201).send(await showCase(context.pool, { id }))
    },
  )
}

import { randomUUID } from 'node:crypto'
import { answers, CaseChange, NewNote, OneEntry, WholeCase } from '@tubepost/api'
import type { Tx } from '@tubepost/db'
import { caseChanged, firstEvent } from '@tubepost/events'
import { callerOf, type HttpApp, type HttpRequest, type ServiceContext } from '@tubepost/service'
import { caseHead } from '../records/case-head.ts'
import type { CaseRow } from '../records/case-row.ts'
import { decideChange } from '../records/decide-change.ts'
import { readDirectory } from '../directory.ts'
import { lockCases, saveCases } from '../records/records-sql.ts'
import { noCase, ownEntry, refuseMerged, showCase, type WantedCase, wantedCase } from './show-case.ts'
import { insertOwnEntry, type OwnEntry, saveHistory } from '../timeline/timeline-sql.ts'
import { noteText } from '../records/written-text.ts'

interface OfOne {
  Params: { id: string }
}

/** The work of people on a case over HTTP: changes of its fields, and notes. */
export function changeCase(app: HttpApp, context: ServiceContext): void {
  app.patch<OfOne & { Body: CaseChange }>(
    '/api/case/cases/:id',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Change fields of a case',
        description:
          'Fields that are left out stay. A version other than the present one is refused: somebody was faster.',
        body: CaseChange,
        response: answers(
          { 200: WholeCase },
          { 400: ['no_person', 'blank'], 404: ['no_case'], 409: ['version', 'illegal_move', 'merged'] },
        ),
      },
    },
    async (request): Promise<WholeCase> => {
      const wanted = wantedCase(request.params.id)
      const actor = actorOf(request)
      const directory = readDirectory(context.reference)
      const isPerson = (id: string) => directory.people.has(id)
      await context.act(async (tx, { now, origin, emit }) => {
        const before = await lockCase(tx, wanted)
        const { row, changes } = decideChange(before, request.body, { now, isPerson })
        if (changes.length === 0) return
        const entry: OwnEntry = {
          id: randomUUID(),
          recordId: row.id,
          kind: 'change',
          at: now,
          actor,
          text: null,
          changes,
        }
        await saveCases(tx, [row])
        await insertOwnEntry(tx, entry)
        const { id: recordId, version } = row
        await saveHistory(tx, [{ recordId, version, at: now, actor, means: 'http', mailId: null, changes }])
        const data = { case: caseHead(row, directory.url), changes, actor, mailId: null, at: now }
        emit(firstEvent(caseChanged, origin, { id: randomUUID(), mailbox: row.mailbox, data }))
      })
      return showCase(context.pool, wanted)
    },
  )

  app.post<OfOne & { Body: NewNote }>(
    '/api/case/cases/:id/notes',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Write a note on a case',
        description: 'It is for those who work on the case, and goes to nobody by mail. The version of the case stays.',
        body: NewNote,
        response: answers({ 201: OneEntry }, { 400: ['blank'], 404: ['no_case'], 409: ['merged'] }),
      },
    },
    async (request, reply) => {
      const wanted = wantedCase(request.params.id)
      const actor = actorOf(request)
      const text = noteText(request.body.text)
      const entry = await context.act(async (tx, { now }) => {
        const row = await lockCase(tx, wanted)
        await saveCases(tx, [{ ...row, updatedAt: now }])
        const note: OwnEntry = { id: randomUUID(), recordId: row.id, kind: 'note', at: now, actor, text, changes: [] }
        await insertOwnEntry(tx, note)
        return note
      })
      return reply.code(201).send({ entry: ownEntry(entry) })
    },
  )
}

/** A case on which somebody works; throws the refusal of one that there is not, or that was merged into another. */
export async function lockCase(tx: Tx, wanted: WantedCase): Promise<CaseRow> {
  const [row] = await lockCases(tx, 'id' in wanted ? { ids: [wanted.id] } : { numbers: [wanted.number] })
  if (row === undefined) throw noCase(wanted)
  await refuseMerged(tx, row)
  return row
}

/** The person for whom the call is made; else the token. */
export function actorOf(request: HttpRequest): string {
  const { actor, token } = callerOf(request)
  return actor ?? token
}

import { Readable } from 'node:stream'
import { answers, csvOf, ListImport, type Sent } from '@tubepost/api'
import type { Pool, Tx } from '@tubepost/db'
import {
  type Origin,
  people,
  type Person,
  type ReferenceDefinition,
  statuses,
  type TubepostEvent,
} from '@tubepost/events'
import {
  type Caller,
  callerOf,
  CSV_BYTES,
  CSV_TYPE,
  type HttpApp,
  type HttpRequest,
  mayCall,
  RefusedRequest,
  type ServiceContext,
} from '@tubepost/service'
import {
  type ListFile,
  type ListRow,
  type PersonEntry,
  type StatusEntry,
  writePeopleCsv,
  writeStatusesCsv,
} from '@tubepost/setup'
import { boardChanged } from './board-changed.ts'
import { describeMerge } from './describe-merge.ts'
import type { ListMerge, MergeWish } from './list-merge.ts'
import { mergePeople, previewPeople } from './merge-people.ts'
import { mergeStatuses, previewStatuses } from './merge-statuses.ts'
import { noteRole } from './note-role.ts'
import { type ListedPerson, listPeople } from './people-sql.ts'
import { type KeptStatus, type ListedStatus, listStatuses } from './statuses-sql.ts'

// A person reads so many; the preview has them all.
const MOST_TOLD = 20

/** One of the two lists: how it is read and written as CSV, and how it is merged. */
interface CsvList<Record extends { readonly id: string; readonly name: string }, Listed extends Record, Entry> {
  readonly path: string
  readonly kind: ReferenceDefinition
  readonly example: string
  readonly summaries: { readonly out: string; readonly preview: string; readonly take: string }
  /** After a list that was refused. */
  readonly nothing: string
  list(on: Pool): Promise<Listed[]>
  write(all: readonly Listed[]): Generator<string>
  read(bytes: Buffer): Promise<ListFile<Entry>>
  preview(on: Pool, rows: readonly ListRow<Entry>[], wish: MergeWish): Promise<ListMerge<Record, Listed>>
  merge(tx: Tx, rows: readonly ListRow<Entry>[], wish: MergeWish): Promise<ListMerge<Record, Listed>>
  /** The event for the record of who may do more than before. */
  note?(record: Record, before: Listed | undefined, by: Caller, origin: Origin): TubepostEvent | undefined
}

const peopleList: CsvList<Person, ListedPerson, PersonEntry> = {
  path: 'people',
  kind: people,
  example: 'ID,Name,E-mail,Time zone,Language,Role\r\nana,Ana Example,ana@example.com,Europe/Berlin,de-DE,user\r\n',
  summaries: {
    out: 'All people, for a spreadsheet',
    preview: 'Try a list of people',
    take: 'Add and change people by a list',
  },
  nothing: 'Nobody was added or changed.',
  list: listPeople,
  write: writePeopleCsv,
  // Loaded when a list comes: its parsers would cost a service at rest a megabyte of memory.
  read: async (bytes) => (await import('@tubepost/setup/file')).readPeopleCsv(bytes),
  preview: previewPeople,
  merge: mergePeople,
  note: noteRole,
}

const statusList: CsvList<KeptStatus, ListedStatus, StatusEntry> = {
  path: 'statuses',
  kind: statuses,
  example: 'ID,Name,Aliases,Type,Due,Colour\r\nout,Out,O; Away,out,optional,#c0392b\r\n',
  summaries: {
    out: 'All statuses, for a spreadsheet',
    preview: 'Try a list of statuses',
    take: 'Add and change statuses by a list',
  },
  nothing: 'No status was added or changed.',
  list: listStatuses,
  write: writeStatusesCsv,
  read: async (bytes) => (await import('@tubepost/setup/file')).readStatusesCsv(bytes),
  preview: previewStatuses,
  merge: mergeStatuses,
}

/** People and statuses out to a spreadsheet, and in from one, with a preview. */
export async function listCsv(app: HttpApp, context: ServiceContext): Promise<void> {
  // These routes alone take CSV: the schema of another would find millions of problems in its bytes.
  await app.register(async (scoped) => {
    scoped.addContentTypeParser(
      CSV_TYPE,
      { parseAs: 'buffer', bodyLimit: CSV_BYTES },
      (_request: HttpRequest, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
    )
    serveCsv(scoped, context, peopleList)
    serveCsv(scoped, context, statusList)
  })
}

function serveCsv<Record extends { readonly id: string; readonly name: string }, Listed extends Record, Entry>(
  app: HttpApp,
  context: ServiceContext,
  list: CsvList<Record, Listed, Entry>,
): void {
  const { path, kind, example, summaries } = list
  const asCsv = csvOf(`All ${path} as a spreadsheet has them, with titles in the first line.`, example)
  const out = {
    config: { scope: 'status:read' },
    schema: {
      summary: summaries.out,
      description: 'UTF-8 with a byte order mark; a text that a spreadsheet would run has an apostrophe before it.',
      response: answers({ 200: asCsv }),
    },
  } as const
  app.get(`/api/status/${path}.csv`, out, async (_request, reply) => {
    const all = await list.list(context.pool)
    return reply
      .type(`${CSV_TYPE}; charset=utf-8`)
      .header('content-disposition', `attachment; filename="${path}.csv"`)
      .send(Readable.from(list.write(all)))
  })

  const reads = { body: { content: asCsv.content } }
  const preview = {
    config: { scope: 'status:read', reads },
    schema: {
      summary: summaries.preview,
      description: 'Says line by line what an import would do now. Nothing changes.',
      response: answers({ 200: ListImport }),
    },
  } as const
  app.post(`/api/status/${path}/preview`, preview, async (request): Promise<Sent<ListImport>> => {
    const file = await list.read(bytesOf(request.body, path))
    return describeMerge(file, await list.preview(context.pool, soundRows(file), wishOf(request)))
  })

  const take = {
    config: { scope: 'status:write', reads },
    schema: {
      summary: summaries.take,
      description: 'All of it or, where a line is refused, nothing. What is not in the list stays.',
      response: answers({ 200: ListImport }, { 409: ['refused_lines'] }),
    },
  } as const
  app.post(`/api/status/${path}/import`, take, async (request): Promise<Sent<ListImport>> => {
    const file = await list.read(bytesOf(request.body, path))
    const wish = wishOf(request)
    // So that problems with what there is are told together with those of the file.
    if (file.problems.length > 0)
      refuseLines(describeMerge(file, await list.preview(context.pool, soundRows(file), wish)), list.nothing)
    const done = await context.act(async (tx, { origin, emit }) => {
      const merge = await list.merge(tx, file.rows, wish)
      const described = describeMerge(file, merge)
      refuseLines(described, list.nothing)
      const notes = merge.rows
        .filter(({ outcome }) => outcome === 'added' || outcome === 'changed')
        .flatMap(({ record, before }) => list.note?.(record, before, callerOf(request), origin) ?? [])
      emit(...notes)
      return { described, notes }
    })
    const { added, changed } = done.described.counts
    if (added + changed > 0) {
      boardChanged.wake()
      await context.putReference(kind)
    }
    for (const { data } of done.notes) context.log.warn({ ...(data as object) }, 'a role was changed')
    return done.described
  })
}

const wishOf = (request: HttpRequest): MergeWish => ({ mayGiveRoles: mayCall(request, 'admin') })

/** No body at all is the list of an empty file. */
function bytesOf(body: unknown, what: string): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  if (Buffer.isBuffer(body)) return body
  throw new RefusedRequest(415, 'unsupported_type', `A list of ${what} comes as ${CSV_TYPE}, the bytes of its file.`)
}

function soundRows<Entry>({ rows, problems }: ListFile<Entry>): readonly ListRow<Entry>[] {
  const wrong = new Set(problems.map(({ line }) => line))
  return rows.filter(({ line }) => !wrong.has(line))
}

function refuseLines({ rows, counts: { refused } }: ListImport, nothing: string): void {
  if (refused === 0) return
  const told = rows
    .filter(({ outcome }) => outcome === 'refused')
    .slice(0, MOST_TOLD)
    .map(({ line, reasons }) => `line ${line}: ${reasons.join('; ')}`)
  const more = refused > told.length ? `; and ${refused - told.length} more` : ''
  throw new RefusedRequest(409, 'refused_lines', `${nothing} ${told.join('; ')}${more}.`)
}

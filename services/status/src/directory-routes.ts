import { answers, Nothing, OnePerson, OneStatus, People, Statuses } from '@tubepost/api'
import type { Tx } from '@tubepost/db'
import {
  type Origin,
  people,
  type Person,
  type ReferenceDefinition,
  statuses,
  type TubepostEvent,
} from '@tubepost/events'
import {
  type ActContext,
  type Caller,
  callerOf,
  type HttpApp,
  type HttpRequest,
  RefusedRequest,
  type ServiceContext,
} from '@tubepost/service'
import { PersonEntry, readPersonBody, readStatusBody, StatusEntry } from '@tubepost/setup'
import type { TSchema } from 'typebox'
import { boardChanged } from './board-changed.ts'
import { personOf, refuseDeclared, statusOf } from './directory-entry.ts'
import { lockDirectory } from './directory-sql.ts'
import { loadOrganisation } from './organisation-sql.ts'
import { noteRole } from './note-role.ts'
import { refuseRole } from './refuse-role.ts'
import { listPeople, removePerson, savePeople } from './people-sql.ts'
import { suggestFor } from './suggest-for.ts'
import { forgetSuggestions, suggestionOf } from './suggestion-sql.ts'
import { type KeptStatus, listStatuses, removeStatus, saveStatuses } from './statuses-sql.ts'

type Listed<Record> = Record & { readonly declared: boolean }

/** One of the two lists that can be edited: what it is called, how it is kept, and what makes a record of an entry. */
interface Directory<Record extends { id: string }, Entry> {
  readonly path: string
  readonly one: string
  readonly kind: ReferenceDefinition
  /** Forms of the answers and of an entry, and the codes for one that is taken by another. */
  readonly forms: { readonly all: TSchema; readonly one: TSchema; readonly entry: TSchema; readonly taken: string }
  /** Throws a RefusedRequest with all that is wrong with the form. */
  entryOf(body: unknown): Entry
  list(on: Tx | ServiceContext['pool']): Promise<Listed<Record>[]>
  /** Throws a RefusedRequest where the entry cannot be; `others` are all but the one it is to replace. */
  read(tx: Tx, entry: Entry, others: readonly Listed<Record>[], replaced?: Listed<Record>): Promise<Record>
  save(tx: Tx, record: Record): Promise<void>
  /** Throws a RefusedRequest where the caller may not change the record so. */
  refuse?(record: Record, before: Listed<Record> | undefined, request: HttpRequest): void
  /** The event for the record of who may do more than before. */
  note?(record: Record, before: Listed<Record> | undefined, by: Caller, origin: Origin): TubepostEvent | undefined
  remove(tx: Tx, id: string): Promise<void>
  /** Shown with one record, beside it. */
  beside?(on: ServiceContext['pool'], record: Record): Promise<object>
}

const peopleList: Directory<Person, PersonEntry> = {
  path: 'people',
  one: 'person',
  kind: people,
  forms: { all: People, one: OnePerson, entry: PersonEntry, taken: 'address_taken' },
  entryOf: readPersonBody,
  list: listPeople,
  read: async (tx, entry, others) => personOf(entry, others, (await loadOrganisation(tx)).get('organisation')),
  save: async (tx, person) => {
    await savePeople(tx, [person], false)
    await forgetSuggestions(tx, [person.id])
  },
  refuse: refuseRole,
  note: noteRole,
  remove: removePerson,
  beside: async (on, person) => {
    const suggested = suggestFor(person, await suggestionOf(on, person.id))
    return suggested === undefined ? {} : { suggested }
  },
}

const statusList: Directory<KeptStatus, StatusEntry> = {
  path: 'statuses',
  one: 'status',
  kind: statuses,
  forms: { all: Statuses, one: OneStatus, entry: StatusEntry, taken: 'name_taken' },
  entryOf: readStatusBody,
  list: listStatuses,
  read: async (_tx, entry, others, replaced) => statusOf(entry, others, replaced),
  save: (tx, status) => saveStatuses(tx, [status], false),
  remove: removeStatus,
}

/** People with their addresses, and statuses with their aliases. A write is answered when every service may know of it. */
export function directoryRoutes(app: HttpApp, context: ServiceContext): void {
  serveList(app, context, peopleList)
  serveList(app, context, statusList)
}

interface OfOne {
  Params: { id: string }
}

function serveList<Record extends { id: string }, Entry extends { id?: string }>(
  app: HttpApp,
  context: ServiceContext,
  directory: Directory<Record, Entry>,
): void {
  const { path, one, kind, forms } = directory
  const root = `/api/status/${path}`
  const unknown = { 404: [`no_${one}`] } as const
  const reads = { scope: 'status:read' } as const
  const writes = { scope: 'status:write', reads: { body: forms.entry } } as const
  const find = (listed: readonly Listed<Record>[], id: string) => {
    const found = listed.find((row) => row.id === id)
    if (found === undefined) throw new RefusedRequest(404, `no_${one}`, `There is no ${one} ${id}.`)
    return found
  }
  /** One writer at a time, so that what must be unique is checked against what stands. */
  const write = async <Result>(
    work: (tx: Tx, listed: Listed<Record>[], act: ActContext) => Promise<Result>,
  ): Promise<Result> => {
    const result = await context.act(async (tx, act) => {
      await lockDirectory(tx)
      return work(tx, await directory.list(tx), act)
    })
    boardChanged.wake()
    await context.putReference(kind)
    return result
  }
  const save = async (
    tx: Tx,
    record: Record,
    before: Listed<Record> | undefined,
    request: HttpRequest,
    act: ActContext,
  ) => {
    directory.refuse?.(record, before, request)
    await directory.save(tx, record)
    const note = directory.note?.(record, before, callerOf(request), act.origin)
    if (note === undefined) return
    act.emit(note)
    context.log.warn({ ...(note.data as object) }, 'a role was changed')
  }
  const shown = async (id: string) => {
    const record = find(await directory.list(context.pool), id)
    return { [one]: record, ...(await directory.beside?.(context.pool, record)) }
  }

  app.get(
    root,
    { config: reads, schema: { summary: `All ${path}`, response: answers({ 200: forms.all }) } },
    async () => ({ [path]: await directory.list(context.pool) }),
  )

  app.get<OfOne>(
    `${root}/:id`,
    { config: reads, schema: { summary: `One ${one}`, response: answers({ 200: forms.one }, unknown) } },
    ({ params }) => shown(params.id),
  )

  const add = {
    config: writes,
    schema: {
      summary: `Add a ${one}`,
      response: answers({ 201: forms.one }, { 403: ['not_permitted'], 409: ['id_taken', forms.taken] }),
    },
  }
  app.post(root, add, async (request, reply) => {
    const entry = directory.entryOf(request.body)
    const id = await write(async (tx, listed, act) => {
      const record = await directory.read(tx, entry, listed)
      if (listed.some((row) => row.id === record.id))
        throw new RefusedRequest(409, 'id_taken', `There is a ${one} ${record.id} already. Give an "id" that is free.`)
      await save(tx, record, undefined, request, act)
      return record.id
    })
    return reply.code(201).send(await shown(id))
  })

  const change = {
    config: writes,
    schema: {
      summary: `Change a ${one}`,
      description: 'The body is the whole entry: what it leaves out is as if it had never been given.',
      response: answers({ 200: forms.one }, { ...unknown, 409: ['declared_in_file', forms.taken] }),
    },
  }
  app.put<OfOne>(`${root}/:id`, change, async (request) => {
    const { id } = request.params
    const entry = directory.entryOf(request.body)
    if (entry.id !== undefined && entry.id !== id)
      throw new RefusedRequest(400, 'invalid', 'id: an id stays as it is; leave it out.')
    await write(async (tx, listed, act) => {
      const replaced = find(listed, id)
      refuseDeclared(replaced)
      const others = listed.filter((row) => row.id !== id)
      const record = await directory.read(tx, { ...entry, id }, others, replaced)
      await save(tx, record, replaced, request, act)
    })
    return shown(id)
  })

  const remove = {
    config: { scope: writes.scope },
    schema: {
      summary: `Delete a ${one}`,
      description: 'It cannot be undone. The history keeps what was set.',
      response: answers({ 204: Nothing }, { ...unknown, 409: ['declared_in_file'] }),
    },
  }
  app.delete<OfOne>(`${root}/:id`, remove, async ({ params: { id } }, reply) => {
    await write(async (tx, listed) => {
      refuseDeclared(find(listed, id))
      await directory.remove(tx, id)
    })
    return reply.code(204).send()
  })
}

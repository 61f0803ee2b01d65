import type { Tx } from '@tubepost/db'
import { people, type Person, type ReferenceDefinition, statuses } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { PersonEntry, StatusEntry } from '@tubepost/setup'
import type { TObject } from 'typebox'
import { personOf, refuseDeclared, statusOf } from './directory-entry.ts'
import { lockDirectory } from './directory-sql.ts'
import { loadOrganisation } from './organisation-sql.ts'
import { listPeople, removePerson, savePeople } from './people-sql.ts'
import { type KeptStatus, listStatuses, removeStatus, saveStatuses } from './statuses-sql.ts'

type Listed<Record> = Record & { readonly declared: boolean }

/** One of the two lists that can be edited: what it is called, how it is kept, and what makes a record of an entry. */
interface Directory<Record extends { id: string }, Entry> {
  readonly path: string
  readonly one: string
  readonly kind: ReferenceDefinition
  readonly entry: TObject
  list(on: Tx | ServiceContext['pool']): Promise<Listed<Record>[]>
  /** Throws a RefusedRequest where the entry cannot be; `others` are all but the one it is to replace. */
  read(tx: Tx, entry: Entry, others: readonly Listed<Record>[], replaced?: Listed<Record>): Promise<Record>
  save(tx: Tx, record: Record): Promise<void>
  remove(tx: Tx, id: string): Promise<void>
}

const peopleList: Directory<Person, PersonEntry> = {
  path: 'people',
  one: 'person',
  kind: people,
  entry: PersonEntry,
  list: listPeople,
  read: async (tx, entry, others) => personOf(entry, others, (await loadOrganisation(tx)).get('organisation')),
  save: (tx, person) => savePeople(tx, [person], false),
  remove: removePerson,
}

const statusList: Directory<KeptStatus, StatusEntry> = {
  path: 'statuses',
  one: 'status',
  kind: statuses,
  entry: StatusEntry,
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
  const { path, one, kind } = directory
  const root = `/api/status/${path}`
  const schema = { schema: { body: directory.entry } }
  const find = (listed: readonly Listed<Record>[], id: string) => {
    const found = listed.find((row) => row.id === id)
    if (found === undefined) throw new RefusedRequest(404, `no_${one}`, `There is no ${one} ${id}.`)
    return found
  }
  /** One writer at a time, so that what must be unique is checked against what stands. */
  const write = async <Result>(work: (tx: Tx, listed: Listed<Record>[]) => Promise<Result>): Promise<Result> => {
    const result = await context.act(async (tx) => {
      await lockDirectory(tx)
      return work(tx, await directory.list(tx))
    })
    await context.putReference(kind)
    return result
  }
  const shown = async (id: string) => ({ [one]: find(await directory.list(context.pool), id) })

  app.get(root, async () => ({ [path]: await directory.list(context.pool) }))

  app.get<OfOne>(`${root}/:id`, ({ params }) => shown(params.id))

  app.post(root, schema, async (request, reply) => {
    const entry = request.body as Entry
    const id = await write(async (tx, listed) => {
      const record = await directory.read(tx, entry, listed)
      if (listed.some((row) => row.id === record.id))
        throw new RefusedRequest(409, 'id_taken', `There is a ${one} ${record.id} already. Give an "id" that is free.`)
      await directory.save(tx, record)
      return record.id
    })
    return reply.code(201).send(await shown(id))
  })

  app.put<OfOne>(`${root}/:id`, schema, async (request) => {
    const { id } = request.params
    const entry = request.body as Entry
    if (entry.id !== undefined && entry.id !== id)
      throw new RefusedRequest(400, 'invalid', 'id: an id stays as it is; leave it out.')
    await write(async (tx, listed) => {
      const replaced = find(listed, id)
      refuseDeclared(replaced)
      const others = listed.filter((row) => row.id !== id)
      await directory.save(tx, await directory.read(tx, { ...entry, id }, others, replaced))
    })
    return shown(id)
  })

  app.delete<OfOne>(`${root}/:id`, async ({ params: { id } }, reply) => {
    await write(async (tx, listed) => {
      refuseDeclared(find(listed, id))
      await directory.remove(tx, id)
    })
    return reply.code(204).send()
  })
}

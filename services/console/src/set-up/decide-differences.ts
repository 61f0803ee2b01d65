import { isDeepStrictEqual } from 'node:util'
import type { Difference, MailboxView, Person, Status, Templates } from '@tubepost/api'
import type { AppliedFile } from './applied-file-sql.ts'

/** The entries that the services have now. */
export interface Running {
  readonly people: readonly Person[]
  readonly statuses: readonly Status[]
  readonly mailboxes: readonly MailboxView[]
  readonly templates: Templates['templates']
}

/** Where the running installation is other than the set-up that was applied: what came, went or was changed over HTTP meanwhile. */
export function decideDifferences(
  file: Pick<AppliedFile, 'people' | 'statuses' | 'mailboxes'>,
  running: Running,
): Difference[] {
  return [
    ...compare(
      'mailbox',
      file.mailboxes,
      running.mailboxes.map(({ entry }) => entry as { id: string }),
      NO_DEFAULTS,
    ),
    ...compare('person', file.people, running.people, PERSON),
    ...compare('status', file.statuses, running.statuses, STATUS),
    ...running.templates.flatMap(({ name, overrides }) =>
      overrides.map(({ mailbox, language }): Difference => {
        const place = [mailbox, language].filter((part) => part !== null).join(', ')
        return { kind: 'template', id: place === '' ? name : `${name} (${place})`, difference: 'changed', fields: [] }
      }),
    ),
  ]
}

type Fields = readonly string[] | undefined
/** A mailbox is compared by every field that a person wrote. */
const NO_DEFAULTS: Fields = undefined
const PERSON: Fields = ['name', 'addresses', 'timeZone', 'locale', 'role']
const STATUS: Fields = ['name', 'aliases', 'type', 'due', 'colour', 'position']

function compare(
  kind: Difference['kind'],
  declared: readonly { readonly id: string }[],
  running: readonly { readonly id: string }[],
  fields: Fields,
): Difference[] {
  const declaredById = byId(declared)
  const runningById = byId(running)
  const missing = declared
    .filter(({ id }) => !runningById.has(id))
    .map(({ id }): Difference => ({ kind, id, difference: 'missing', fields: [] }))
  const others = running.flatMap((entry): Difference[] => {
    const before = declaredById.get(entry.id)
    if (before === undefined) return [{ kind, id: entry.id, difference: 'added', fields: [] }]
    const differing = differences(before, entry, fields)
    return differing.length === 0 ? [] : [{ kind, id: entry.id, difference: 'changed', fields: differing }]
  })
  return [...missing, ...others]
}

type Entry = Readonly<Record<string, unknown>>

function byId(entries: readonly { readonly id: string }[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry as unknown as Entry]))
}

function differences(before: Entry, now: object, fields: Fields): Difference['fields'] {
  const after = now as Entry
  return (fields ?? [...new Set([...Object.keys(before), ...Object.keys(after)])])
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ field, file: written(before[field]), running: written(after[field]) }))
}

function written(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

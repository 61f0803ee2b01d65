import type { ServiceName } from '@tubepost/events'
import { askBehind } from '../ask-behind.ts'
import type { ConsoleConfig } from '../console-config.ts'

/** A person with many addresses fits, a long template does not. More is not kept of a change, but that it was made. */
export const MOST_BYTES_ON_RECORD = 4_096

/** Things behind the door that are replaced or removed, by their paths; they are shown at the same. */
const THING = /^\/api\/(fetcher|status|notifier)\/(?:mailboxes|people|statuses|templates)\/[\w.~%-]+$/
/** The status of a person is shown as the first of their history. */
const STATUS = /^(\/api\/status\/people\/[\w.~%-]+)\/status$/

/**
 * The thing at a path as the service behind shows it, which is never a secret. Undefined where there is nothing, where it is too
 * long for a record, and where the service does not answer: the call then says why.
 * @param path without a query
 */
export async function readState(config: ConsoleConfig, path: string): Promise<unknown> {
  const [, service] = THING.exec(path) ?? []
  const [, person] = STATUS.exec(path) ?? []
  let state: unknown
  if (service !== undefined) state = await ask(config, path, service as ServiceName)
  else if (person !== undefined) {
    const told = await ask<{ history?: readonly unknown[] }>(config, `${person}/history`, 'status')
    state = told?.history?.[0]
  }
  return state !== undefined && JSON.stringify(state).length <= MOST_BYTES_ON_RECORD ? state : undefined
}

const ask = <Answer>(config: ConsoleConfig, path: string, service: ServiceName): Promise<Answer | undefined> =>
  askBehind<Answer>(config, path as `/api/${string}/${string}`, `${service}:read`).catch(() => undefined)

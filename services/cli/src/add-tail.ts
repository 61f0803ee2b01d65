import { setTimeout as delay } from 'node:timers/promises'
import type { JournalEvent, JournalEvents } from '@tubepost/api'
import type { Command } from 'commander'
import { askFor } from './call-api.ts'
import { connectionOf } from './connection.ts'
import { plainJson } from './plain-json.ts'
import { plainText } from './plain-text.ts'

const LOOK_MS = 1_000
// The journal reads several streams, so that a later event may stand in it first.
const OVERLAP_MS = 30_000

export function addTail(program: Command): void {
  program
    .command('tail')
    .argument('[name]', 'of an event, or its first words: intents, mail.settled', 'intents')
    .description('follows events as they happen, a line each')
    .option('--mailbox <id>', 'of one mailbox alone')
    .option('--json', 'print each event as a line of JSON')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { url, json, mailbox } = command.optsWithGlobals<{ url?: string; json?: boolean; mailbox?: string }>()
      const connection = connectionOf(url, process.env)
      const query = { name: name === 'intents' ? 'intent' : name, ...(mailbox !== undefined && { mailbox }) }
      const look = async (limits: Readonly<Record<string, string>>): Promise<readonly JournalEvent[]> => {
        const parameters = new URLSearchParams({ ...query, ...limits })
        return (await askFor<JournalEvents>(connection, `/api/console/events?${parameters.toString()}`, 'events'))
          .events
      }
      // Times are those of the events: the clock of this machine may be another.
      const before = await look({ limit: '1' })
      const seen = new Map(before.map(({ eventId, at }) => [eventId, Date.parse(at)]))
      const begun = Math.max(0, ...seen.values())
      for (let newest = begun; ; await delay(LOOK_MS)) {
        const since = Math.max(begun, newest - OVERLAP_MS)
        const events = await look({ since: new Date(since).toISOString(), limit: '1000' })
        for (const event of events.toReversed().filter(({ eventId }) => !seen.has(eventId))) {
          const at = Date.parse(event.at)
          newest = Math.max(newest, at)
          seen.set(event.eventId, at)
          process.stdout.write(`${json === true ? plainJson(event) : line(event)}\n`)
        }
        for (const [id, at] of seen) if (at < since) seen.delete(id)
      }
    })
}

function line({ at, mailbox, event, data }: JournalEvent): string {
  return plainText(`${at}  ${mailbox}  ${event}  ${JSON.stringify(data)}`)
}

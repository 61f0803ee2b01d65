import { answers, EventQuery, EventTypes, JournalEvents } from '@tubepost/api'
import { allEvents, eventContract } from '@tubepost/events'
import {
  badParameter,
  type HttpApp,
  limitOf,
  mailboxOf,
  Parameters,
  type Query,
  readParameters,
  type ServiceContext,
  timeOf,
} from '@tubepost/service'
import { findEvents } from './events-sql.ts'

const PAGE = 200
const LONGEST_PAGE = 1_000
// Nobody who asks for the newest events means those of last week, and the fewer hours are looked through the better.
const USUAL_SPAN_MS = 60 * 60_000

/** The events of the journal, for people who follow what the parser understands. */
export function eventRoutes(app: HttpApp, { pool }: ServiceContext): void {
  app.get<{ Querystring: Query }>(
    '/api/console/events',
    {
      config: { scope: 'console:read', reads: { querystring: EventQuery } },
      schema: {
        summary: 'The newest events',
        description: 'Newest first, of the last hour where `since` says nothing else.',
        querystring: Parameters,
        response: answers({ 200: JournalEvents }, { 400: ['bad_parameter'] }),
      },
    },
    async ({ query }) => {
      const asked = readParameters(query, ['name', 'mailbox', 'since', 'limit'])
      const { name } = asked
      if (name !== undefined && !/^[a-z][a-z0-9.-]{0,60}$/.test(name))
        throw badParameter('name is that of an event, or its first words: intent, or mail.settled.')
      const mailbox = mailboxOf(asked.mailbox)
      const now = Date.now()
      const since = timeOf('since', asked.since) ?? new Date(now - USUAL_SPAN_MS).toISOString()
      const limit = limitOf(asked.limit, PAGE, LONGEST_PAGE)
      const found = await findEvents(pool, { name, mailbox, since, limit })
      return {
        events: found.map((event) => ({ ...event, at: event.at.toISOString() })),
        asOf: new Date(now).toISOString(),
      }
    },
  )

  const types = allEvents.map((event) => ({
    name: event.name,
    summary: event.summary,
    contract: eventContract(event),
    example: event.example,
  }))
  app.get(
    '/api/console/event-types',
    {
      config: { scope: 'console:read' },
      schema: {
        summary: 'Every kind of event, with its contract',
        description: 'The contract of each is the JSON Schema of its data, which is published, too.',
        response: answers({ 200: EventTypes }),
      },
    },
    async () => ({ types }),
  )
}

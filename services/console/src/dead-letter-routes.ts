import { answers, DEAD_LETTER_STATES, DeadLetterQuery, DeadLetters, OneDeadLetter } from '@tubepost/api'
import { SERVICES } from '@tubepost/events'
import {
  type HttpApp,
  isUuid,
  limitOf,
  oneOf,
  Parameters,
  type Query,
  readParameters,
  RefusedRequest,
  type ServiceContext,
} from '@tubepost/service'
import { inShort } from './dead-letter-head.ts'
import {
  countFitting,
  type DeadLetter,
  type LettersOfOneState,
  listDeadLetters,
  lockDeadLetter,
  markDiscarded,
  markRedriven,
  readDeadLetter,
} from './dead-letter-sql.ts'
import { withoutTexts } from './kept-data.ts'
import { noteChange } from './audit/audit-writes.ts'
import { redriveOrder } from './redrive-order.ts'

const PAGE = 200
const LONGEST_PAGE = 1_000

interface OfOne {
  Params: { eventId: string }
}

/** Dead letters: to look at, to be handled again, or to be discarded. */
export function deadLetterRoutes(app: HttpApp, context: ServiceContext): void {
  const reads = { scope: 'console:read' } as const
  const writes = { scope: 'console:write' } as const

  app.get<{ Querystring: Query }>(
    '/api/console/dead-letters',
    {
      config: { ...reads, reads: { querystring: DeadLetterQuery } },
      schema: {
        summary: 'Events that were given up',
        querystring: Parameters,
        response: answers({ 200: DeadLetters }, { 400: ['bad_parameter'] }),
      },
    },
    async (request) => {
      const asked = readParameters(request.query, ['service', 'state', 'limit'])
      const filter = {
        service: oneOf('service', asked.service, SERVICES),
        state: oneOf('state', asked.state, DEAD_LETTER_STATES),
      }
      const letters = await listDeadLetters(context.pool, filter, limitOf(asked.limit, PAGE, LONGEST_PAGE))
      return { deadLetters: letters.map(inShort), ...(await atOnce(context, filter)) }
    },
  )

  const one = {
    config: reads,
    schema: { summary: 'One dead letter', response: answers({ 200: OneDeadLetter }, { 404: ['not_found'] }) },
  }
  app.get<OfOne>('/api/console/dead-letters/:eventId', one, async ({ params: { eventId } }) => {
    const letter = isUuid(eventId) ? await readDeadLetter(context.pool, eventId) : undefined
    return { deadLetter: whole(letter ?? notFound(eventId)) }
  })

  const redrive = {
    config: writes,
    schema: {
      summary: 'Have a dead letter handled again',
      response: answers({ 200: OneDeadLetter }, { 404: ['not_found'], 409: ['unreadable'] }),
    },
  }
  app.post<OfOne>('/api/console/dead-letters/:eventId/redrive', redrive, async (request) => {
    const { eventId } = request.params
    const redriven = await context.act(async (tx, { now, origin, emit }) => {
      const { data } = (isUuid(eventId) ? await lockDeadLetter(tx, eventId) : undefined) ?? notFound(eventId)
      if (data.event === null) {
        throw new RefusedRequest(
          409,
          'unreadable',
          'What died was no event that could be read, so it cannot be handled again. Discard it when you have seen it.',
        )
      }
      const letter = await markRedriven(tx, eventId, now)
      if (letter !== undefined) emit(redriveOrder(letter, data.event, origin))
      return letter
    })
    if (redriven !== undefined) noteChange(request, { after: inShort(redriven) })
    return { deadLetter: whole(redriven ?? notFound(eventId)) }
  })

  const discard = {
    config: writes,
    schema: {
      summary: 'Discard a dead letter',
      description: 'For what can never be handled. It stays in the list, and can still be handled again.',
      response: answers({ 200: OneDeadLetter }, { 404: ['not_found'], 409: ['not_open'] }),
    },
  }
  app.post<OfOne>('/api/console/dead-letters/:eventId/discard', discard, async (request) => {
    const { eventId } = request.params
    const discarded = await context.act(async (tx, { now }) => {
      const { state } = (isUuid(eventId) ? await lockDeadLetter(tx, eventId) : undefined) ?? notFound(eventId)
      if (state !== 'open') throw new RefusedRequest(409, 'not_open', `This dead letter is ${state}, not open.`)
      return markDiscarded(tx, eventId, now)
    })
    if (discarded !== undefined) noteChange(request, { after: inShort(discarded) })
    return { deadLetter: whole(discarded ?? notFound(eventId)) }
  })
}

function notFound(eventId: string): never {
  throw new RefusedRequest(404, 'not_found', `There is no dead letter ${eventId}.`)
}

/** How many letters the two calls of dead-letters-at-once.ts would take in the end, and until when they died: open ones, where no state is asked for. */
async function atOnce(
  context: ServiceContext,
  { service, state = 'open' }: { [Name in keyof LettersOfOneState]: LettersOfOneState[Name] | undefined },
) {
  if (state === 'redriven') return { atOnce: { redrive: 0, discard: 0 }, until: null }
  const { letters, readable, latest } = await countFitting(context.pool, { service, state })
  return { atOnce: { redrive: readable, discard: state === 'open' ? letters : 0 }, until: latest }
}

function whole(letter: DeadLetter) {
  const { event, text } = letter.data
  return { ...inShort(letter), event: event === null ? null : withoutTexts(event), text }
}

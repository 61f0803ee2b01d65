import { SERVICES } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import {
  DEAD_LETTER_STATES,
  type DeadLetter,
  listDeadLetters,
  lockDeadLetter,
  markDiscarded,
  markRedriven,
  readDeadLetter,
} from './dead-letter-sql.ts'
import { isUuid, limitOf, oneOf, type Query, readParameters } from './read-parameters.ts'
import { redriveOrder } from './redrive-order.ts'

const PAGE = 200
const LONGEST_PAGE = 1_000

interface OfOne {
  Params: { eventId: string }
}

/** Dead letters: to look at, to be handled again, or to be discarded. */
export function deadLetterRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Querystring: Query }>('/api/console/dead-letters', async (request) => {
    const asked = readParameters(request.query, ['service', 'state', 'limit'])
    const filter = {
      service: oneOf('service', asked.service, SERVICES),
      state: oneOf('state', asked.state, DEAD_LETTER_STATES),
    }
    const letters = await listDeadLetters(context.pool, filter, limitOf(asked.limit, PAGE, LONGEST_PAGE))
    return { deadLetters: letters.map(inShort) }
  })

  app.get<OfOne>('/api/console/dead-letters/:eventId', async ({ params: { eventId } }) => {
    const letter = isUuid(eventId) ? await readDeadLetter(context.pool, eventId) : undefined
    return { deadLetter: whole(letter ?? notFound(eventId)) }
  })

  app.post<OfOne>('/api/console/dead-letters/:eventId/redrive', async ({ params: { eventId } }) => {
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
    return { deadLetter: whole(redriven ?? notFound(eventId)) }
  })

  app.post<OfOne>('/api/console/dead-letters/:eventId/discard', async ({ params: { eventId } }) => {
    const discarded = await context.act(async (tx, { now }) => {
      const { state } = (isUuid(eventId) ? await lockDeadLetter(tx, eventId) : undefined) ?? notFound(eventId)
      if (state !== 'open') throw new RefusedRequest(409, 'not_open', `This dead letter is ${state}, not open.`)
      return markDiscarded(tx, eventId, now)
    })
    return { deadLetter: whole(discarded ?? notFound(eventId)) }
  })
}

function notFound(eventId: string): never {
  throw new RefusedRequest(404, 'not_found', `There is no dead letter ${eventId}.`)
}

function inShort({ data, ...letter }: DeadLetter) {
  const type = data.event?.['type']
  return {
    ...letter,
    name: typeof type === 'string' ? type.replace(/^dev\.tubepost\./, '').replace(/\.v\d+$/, '') : null,
    error: data.error,
    attempts: data.attempts,
  }
}

function whole(letter: DeadLetter) {
  const { event, text } = letter.data
  return { ...inShort(letter), event, text }
}

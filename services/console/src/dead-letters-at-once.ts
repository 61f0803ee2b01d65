import { answers, LettersHandled, LettersToDiscard, LettersToRedrive, MOST_LETTERS_AT_ONCE } from '@tubepost/api'
import { type HttpApp, type ServiceContext, timeOf } from '@tubepost/service'
import { noteChange, noteEach } from './audit/audit-writes.ts'
import { inShort } from './dead-letter-head.ts'
import { countFitting, type DeadLetter, markManyDiscarded, markManyRedriven } from './dead-letter-sql.ts'
import { redriveOrder } from './redrive-order.ts'

const ONE = '/api/console/dead-letters/:eventId'

/**
 * Dead letters of a state, and of a service, all at once: the oldest first, a bounded number for each call, each on record like
 * one that is handled alone. The same call again takes those that are left, and never one twice.
 */
export function deadLettersAtOnce(app: HttpApp, context: ServiceContext): void {
  const config = { scope: 'console:write' } as const

  const redrive = {
    config,
    schema: {
      summary: 'Have many dead letters handled again',
      description: 'Those that are open, unless `state` says otherwise; the call is repeated while some remain.',
      body: LettersToRedrive,
      response: answers({ 200: LettersHandled }, { 400: ['bad_parameter'] }),
    },
  }
  app.post<{ Body: LettersToRedrive }>('/api/console/dead-letters/redrive', redrive, async (request) => {
    const { service, state = 'open', limit = MOST_LETTERS_AT_ONCE } = request.body
    const until = timeOf('until', request.body.until)
    const handled = await context.act(async (tx, { now, origin, emit }) => {
      const letters = await markManyRedriven(tx, { service, until, state }, limit, now)
      for (const letter of letters) emit(redriveOrder(letter, eventIn(letter), origin))
      await noteEach(tx, request, `POST ${ONE}/redrive`, letters.map(onRecord))
      const left = await countFitting(tx, { service, until, state })
      return { done: letters.length, refused: left.letters - left.readable, remaining: left.readable }
    })
    noteChange(request, { after: { ...request.body, ...handled } })
    return handled
  })

  const discard = {
    config,
    schema: {
      summary: 'Discard many dead letters',
      description: 'Those that are open; the call is repeated while some remain. They stay in the list.',
      body: LettersToDiscard,
      response: answers({ 200: LettersHandled }, { 400: ['bad_parameter'] }),
    },
  }
  app.post<{ Body: LettersToDiscard }>('/api/console/dead-letters/discard', discard, async (request) => {
    const { service, limit = MOST_LETTERS_AT_ONCE } = request.body
    const until = timeOf('until', request.body.until)
    const handled = await context.act(async (tx, { now }) => {
      const letters = await markManyDiscarded(tx, { service, until, state: 'open' }, limit, now)
      await noteEach(tx, request, `POST ${ONE}/discard`, letters.map(onRecord))
      const left = await countFitting(tx, { service, until, state: 'open' })
      return { done: letters.length, refused: 0, remaining: left.letters }
    })
    noteChange(request, { after: { ...request.body, ...handled } })
    return handled
  })
}

const onRecord = (letter: DeadLetter) => ({ target: letter.eventId, after: inShort(letter) })

function eventIn({ data, eventId }: DeadLetter): Record<string, unknown> {
  if (data.event === null) throw new Error(`the dead letter ${eventId} was taken for one with an event`)
  return data.event
}

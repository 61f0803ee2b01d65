import { type TObject, type TSchema, Type } from 'typebox'
import { exampleOf } from './form.ts'
import { Failure } from './failure.ts'

/** The answer of a call that has nothing to tell: no bytes at all. */
export const Nothing = Type.Null({ description: 'It is done; the answer is empty.', examples: [null] })

/** An answer that sends a browser on. */
export const Elsewhere = Type.Null({ description: 'The header Location says where it goes on.', examples: [null] })

/** Codes that any call may answer with such a status, besides its own. */
const OF_ANY_CALL: Readonly<Record<number, readonly string[]>> = {
  400: ['bad_request', 'bad_target', 'invalid'],
  403: ['not_permitted', 'foreign_page'],
  413: ['too_large'],
  503: ['busy', 'unavailable'],
}

/** An answer that goes on for as long as it is read: Server-Sent Events, whose data have this form. */
export const eventStream = (data: TSchema, description: string) => ({
  description,
  content: { 'text/event-stream': { schema: data, example: `data: ${JSON.stringify(exampleOf(data))}\n\n` } },
})
/** A table of text (RFC 4180): a body, or an answer that is read line by line. */
export const csvOf = (description: string, example: string) => ({
  description,
  content: { 'text/csv': { schema: Type.String({ description }), example } },
})

/**
 * An answer that comes whole, or for `Accept: text/event-stream` bit by bit: events whose data have another form, and the
 * whole answer as the last of them.
 */
export const alsoAsEvents = (whole: TSchema, bit: TSchema, description: string) => ({
  description,
  content: {
    'application/json': { schema: whole, example: exampleOf(whole) },
    ...eventStream(bit, '').content,
  },
})
type Success = TSchema | ReturnType<typeof eventStream> | ReturnType<typeof alsoAsEvents> | ReturnType<typeof csvOf>

/**
 * All answers of a route: those of success, the refusals that are its own, by status and code, and the shape of every other
 * failure.
 */
export function answers(
  successes: Readonly<Partial<Record<200 | 201 | 202 | 204 | 303, Success>>>,
  refusals: Readonly<Record<number, readonly [string, ...string[]]>> = {},
): Record<string, Success> {
  const refused = Object.entries(refusals).map(([status, codes]) => [status, refusal(Number(status), codes)] as const)
  return { ...successes, ...Object.fromEntries(refused), default: Failure }
}

function refusal(status: number, own: readonly [string, ...string[]]): TObject {
  const codes = [...own, ...(OF_ANY_CALL[status] ?? []).filter((code) => !own.includes(code))]
  return Type.Object(
    {
      error: Type.Object({
        code: Type.Enum(codes, { description: 'Stable, for programs.' }),
        message: Type.String({ description: 'For people: what is wrong, where, and what to do.' }),
      }),
    },
    {
      description: `Refused: ${own.join(', ')}.`,
      examples: [{ error: { code: own[0], message: 'What is wrong, where, and what to do.' } }],
    },
  )
}

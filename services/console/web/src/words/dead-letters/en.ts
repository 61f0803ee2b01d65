import type { InEachLanguage, Plural } from '../in-each-language.ts'

/** The sentences of the screen of dead letters in English; what holds for `../en.ts` holds for these. */
export const words = {
  'deadLetters.state': 'State',
  'deadLetters.service': 'Service',
  'deadLetters.empty': 'There is no dead letter. Every event was handled.',
  'deadLetters.nothing': 'No dead letter fits the search.',
  'deadLetters.unreadable': '(no event)',
  'deadLetters.tries': { one: 'one try', other: '{count} tries' },
  'deadLetters.deaths': { one: 'given up once', other: 'given up {count} times' },
  'deadLetters.redrive': 'Handle again',
  'deadLetters.discardQuestion': 'Never handle this event?',
  'deadLetters.event': 'The event',
  'deadLetters.redriveAll': { one: 'Have the one handled again', other: 'Have all {count} handled again' },
  'deadLetters.redriveAllQuestion': { one: 'Handle one event again?', other: 'Handle {count} events again?' },
  'deadLetters.discardAll': { one: 'Discard the one', other: 'Discard all {count}' },
  'deadLetters.discardAllQuestion': {
    one: 'Never handle this one event?',
    other: 'Never handle these {count} events?',
  },
  'deadLetters.redriven': { one: 'One event is handled again.', other: '{count} events are handled again.' },
  'deadLetters.discarded': { one: 'One event was discarded.', other: '{count} events were discarded.' },
  'deadLetters.refused': {
    one: 'One cannot be handled again: what died was no event.',
    other: '{count} cannot be handled again: what died was no event.',
  },
  'deadLetters.remaining': { one: 'One remains.', other: '{count} remain.' },
} as const satisfies Record<string, string | Plural>

export type DeadLettersWords = InEachLanguage<typeof words>

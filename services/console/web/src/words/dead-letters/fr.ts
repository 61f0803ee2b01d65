import type { DeadLettersWords } from './en.ts'

export const words: DeadLettersWords = {
  'deadLetters.state': 'État',
  'deadLetters.service': 'Service',
  'deadLetters.empty': 'Aucun événement n’a été abandonné. Chacun a été traité.',
  'deadLetters.nothing': 'Aucun événement abandonné ne correspond à la recherche.',
  'deadLetters.unreadable': '(aucun événement)',
  'deadLetters.tries': { one: 'un essai', other: '{count} essais' },
  'deadLetters.deaths': { one: 'abandonné une fois', other: 'abandonné {count} fois' },
  'deadLetters.redrive': 'Traiter à nouveau',
  'deadLetters.discardQuestion': 'Ne jamais traiter cet événement ?',
  'deadLetters.event': 'L’événement',
  'deadLetters.redriveAll': { one: 'Retraiter le seul', other: 'Retraiter les {count}' },
  'deadLetters.redriveAllQuestion': { one: 'Retraiter un événement ?', other: 'Retraiter {count} événements ?' },
  'deadLetters.discardAll': { one: 'Écarter le seul', other: 'Écarter les {count}' },
  'deadLetters.discardAllQuestion': {
    one: 'Ne jamais traiter cet événement ?',
    other: 'Ne jamais traiter ces {count} événements ?',
  },
  'deadLetters.redriven': {
    one: 'Un événement est traité de nouveau.',
    other: '{count} événements sont traités de nouveau.',
  },
  'deadLetters.discarded': { one: 'Un événement a été écarté.', other: '{count} événements ont été écartés.' },
  'deadLetters.refused': {
    one: 'Un seul ne peut pas être retraité : ce n’était pas un événement.',
    other: '{count} ne peuvent pas être retraités : ce n’étaient pas des événements.',
  },
  'deadLetters.remaining': { one: 'Il en reste un.', other: 'Il en reste {count}.' },
}

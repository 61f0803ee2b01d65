import type { DeadLettersWords } from './en.ts'

export const words: DeadLettersWords = {
  'deadLetters.state': 'Zustand',
  'deadLetters.service': 'Dienst',
  'deadLetters.empty': 'Es gibt kein unzustellbares Ereignis. Jedes wurde bearbeitet.',
  'deadLetters.nothing': 'Kein unzustellbares Ereignis passt zur Suche.',
  'deadLetters.unreadable': '(kein Ereignis)',
  'deadLetters.tries': { one: 'ein Versuch', other: '{count} Versuche' },
  'deadLetters.deaths': { one: 'einmal aufgegeben', other: '{count}-mal aufgegeben' },
  'deadLetters.redrive': 'Noch einmal bearbeiten',
  'deadLetters.discardQuestion': 'Dieses Ereignis nie bearbeiten?',
  'deadLetters.event': 'Das Ereignis',
  'deadLetters.redriveAll': { one: 'Das eine erneut verarbeiten', other: 'Alle {count} erneut verarbeiten' },
  'deadLetters.redriveAllQuestion': {
    one: 'Ein Ereignis erneut verarbeiten?',
    other: '{count} Ereignisse erneut verarbeiten?',
  },
  'deadLetters.discardAll': { one: 'Das eine verwerfen', other: 'Alle {count} verwerfen' },
  'deadLetters.discardAllQuestion': {
    one: 'Dieses eine Ereignis nie verarbeiten?',
    other: 'Diese {count} Ereignisse nie verarbeiten?',
  },
  'deadLetters.redriven': {
    one: 'Ein Ereignis wird erneut verarbeitet.',
    other: '{count} Ereignisse werden erneut verarbeitet.',
  },
  'deadLetters.discarded': { one: 'Ein Ereignis wurde verworfen.', other: '{count} Ereignisse wurden verworfen.' },
  'deadLetters.refused': {
    one: 'Eines lässt sich nicht erneut verarbeiten: Es war kein Ereignis.',
    other: '{count} lassen sich nicht erneut verarbeiten: Es waren keine Ereignisse.',
  },
  'deadLetters.remaining': { one: 'Eines bleibt.', other: '{count} bleiben.' },
}

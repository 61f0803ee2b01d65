import type { DeadLettersWords } from './en.ts'

export const words: DeadLettersWords = {
  'deadLetters.state': 'Estado',
  'deadLetters.service': 'Servicio',
  'deadLetters.empty': 'No hay ningún evento abandonado. Todos se trataron.',
  'deadLetters.nothing': 'Ningún evento abandonado corresponde a la búsqueda.',
  'deadLetters.unreadable': '(ningún evento)',
  'deadLetters.tries': { one: 'un intento', other: '{count} intentos' },
  'deadLetters.deaths': { one: 'abandonado una vez', other: 'abandonado {count} veces' },
  'deadLetters.redrive': 'Tratar de nuevo',
  'deadLetters.discardQuestion': '¿No tratar nunca este evento?',
  'deadLetters.event': 'El evento',
  'deadLetters.redriveAll': { one: 'Volver a tratar el único', other: 'Volver a tratar los {count}' },
  'deadLetters.redriveAllQuestion': { one: '¿Volver a tratar un evento?', other: '¿Volver a tratar {count} eventos?' },
  'deadLetters.discardAll': { one: 'Descartar el único', other: 'Descartar los {count}' },
  'deadLetters.discardAllQuestion': {
    one: '¿No tratar nunca este evento?',
    other: '¿No tratar nunca estos {count} eventos?',
  },
  'deadLetters.redriven': { one: 'Se vuelve a tratar un evento.', other: 'Se vuelven a tratar {count} eventos.' },
  'deadLetters.discarded': { one: 'Se descartó un evento.', other: 'Se descartaron {count} eventos.' },
  'deadLetters.refused': {
    one: 'Uno no puede volver a tratarse: no era un evento.',
    other: '{count} no pueden volver a tratarse: no eran eventos.',
  },
  'deadLetters.remaining': { one: 'Queda uno.', other: 'Quedan {count}.' },
}

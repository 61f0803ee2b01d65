import type { SetUpWords } from './en.ts'

export const words: SetUpWords = {
  'setUp.none':
    'Aún no se ha aplicado ninguna configuración. Escriba tubepost.yaml, compruébela abajo y aplíquela: tubepost apply.',
  'setUp.differences': 'Qué difiere del archivo',
  'setUp.same': 'Todo está como dice el archivo.',
  'setUp.file': 'El archivo tal como se aplicó',
  'setUp.appliedAt': 'Aplicado',
  'setUp.changedThere': 'Se muestra sin comentarios y se cambia en el archivo: tubepost apply.',
  'setUp.noText': 'Su texto no se muestra: es demasiado largo, o la configuración no vino de un archivo.',
  'setUp.check': 'Comprobar un archivo',
  'setUp.checkIntro':
    'Solo se juzga el texto: no se abre ninguna ruta, no se lee ninguna variable y no se conecta ni se aplica nada.',
  'setUp.text': 'Texto de una configuración (YAML o JSON)',
  'setUp.keys': 'Tab sale del texto; Ctrl+] sangra una línea, Ctrl+[ lo deshace.',
  'setUp.checkNow': 'Comprobar',
  'setUp.begin': 'Empezar con el archivo aplicado',
  'setUp.inOrder': 'Está en orden y podría aplicarse.',
  'setUp.problems': { one: 'Un problema; no podría aplicarse.', other: '{count} problemas; no podría aplicarse.' },
  'setUp.line': 'Línea {line}',
  'setUpKind.mailbox': 'Buzón',
  'setUpKind.person': 'Persona',
  'setUpKind.status': 'Estado',
  'setUpKind.template': 'Plantilla',
  'difference.added': 'no está en el archivo',
  'difference.missing': 'solo en el archivo',
  'difference.changed': 'cambiado',
}

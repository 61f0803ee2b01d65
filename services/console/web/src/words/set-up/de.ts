import type { SetUpWords } from './en.ts'

export const words: SetUpWords = {
  'setUp.none':
    'Noch wurde keine Einrichtung angewandt. Schreiben Sie tubepost.yaml, prüfen Sie sie unten, und wenden Sie sie an: tubepost apply.',
  'setUp.differences': 'Was von der Datei abweicht',
  'setUp.same': 'Alles ist, wie die Datei es sagt.',
  'setUp.file': 'Die Datei, wie sie angewandt wurde',
  'setUp.appliedAt': 'Angewandt',
  'setUp.changedThere': 'Sie steht hier ohne Kommentare und wird in der Datei geändert: tubepost apply.',
  'setUp.noText': 'Ihr Text wird nicht gezeigt: Er ist zu lang, oder die Einrichtung kam aus keiner Datei.',
  'setUp.check': 'Eine Datei prüfen',
  'setUp.checkIntro':
    'Allein der Text wird beurteilt: Kein Pfad darin wird geöffnet, keine Variable gelesen, nichts wird verbunden oder angewandt.',
  'setUp.text': 'Text einer Einrichtung (YAML oder JSON)',
  'setUp.keys': 'Tab verlässt den Text; Strg+] rückt eine Zeile ein, Strg+[ nimmt es zurück.',
  'setUp.checkNow': 'Prüfen',
  'setUp.begin': 'Mit der angewandten Datei beginnen',
  'setUp.inOrder': 'Sie ist in Ordnung und ließe sich anwenden.',
  'setUp.problems': {
    one: 'Ein Fehler; sie ließe sich nicht anwenden.',
    other: '{count} Fehler; sie ließe sich nicht anwenden.',
  },
  'setUp.line': 'Zeile {line}',
  'setUpKind.mailbox': 'Postfach',
  'setUpKind.person': 'Person',
  'setUpKind.status': 'Status',
  'setUpKind.template': 'Vorlage',
  'difference.added': 'nicht in der Datei',
  'difference.missing': 'nur in der Datei',
  'difference.changed': 'geändert',
}

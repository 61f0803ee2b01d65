import type { SetUpWords } from './en.ts'

export const words: SetUpWords = {
  'setUp.none':
    'Aucune configuration n’a encore été appliquée. Écrivez tubepost.yaml, vérifiez-la ci-dessous, puis appliquez-la : tubepost apply.',
  'setUp.differences': 'Ce qui diffère du fichier',
  'setUp.same': 'Tout est comme le dit le fichier.',
  'setUp.file': 'Le fichier tel qu’il a été appliqué',
  'setUp.appliedAt': 'Appliqué',
  'setUp.changedThere': 'Il est montré sans commentaires et se modifie dans le fichier : tubepost apply.',
  'setUp.noText': 'Son texte n’est pas montré : il est trop long, ou la configuration ne vient d’aucun fichier.',
  'setUp.check': 'Vérifier un fichier',
  'setUp.checkIntro':
    'Seul le texte est jugé : aucun chemin n’est ouvert, aucune variable n’est lue, rien n’est connecté ni appliqué.',
  'setUp.text': 'Texte d’une configuration (YAML ou JSON)',
  'setUp.keys': 'Tab quitte le texte ; Ctrl+] indente une ligne, Ctrl+[ annule l’indentation.',
  'setUp.checkNow': 'Vérifier',
  'setUp.begin': 'Commencer par le fichier appliqué',
  'setUp.inOrder': 'Elle est en ordre et pourrait être appliquée.',
  'setUp.problems': {
    one: 'Un problème ; elle ne pourrait pas être appliquée.',
    other: '{count} problèmes ; elle ne pourrait pas être appliquée.',
  },
  'setUp.line': 'Ligne {line}',
  'setUpKind.mailbox': 'Boîte',
  'setUpKind.person': 'Personne',
  'setUpKind.status': 'Statut',
  'setUpKind.template': 'Modèle',
  'difference.added': 'absent du fichier',
  'difference.missing': 'dans le fichier seul',
  'difference.changed': 'modifié',
}

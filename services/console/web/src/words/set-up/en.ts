import type { InEachLanguage, Plural } from '../in-each-language.ts'

/** The sentences of the screen Set-up in English; what holds for `../en.ts` holds for these. */
export const words = {
  'setUp.none': 'No set-up was applied yet. Write tubepost.yaml, check it below, and apply it: tubepost apply.',
  'setUp.differences': 'What differs from the file',
  'setUp.same': 'Everything is as the file says.',
  'setUp.file': 'The file as applied',
  'setUp.appliedAt': 'Applied',
  'setUp.changedThere': 'It is shown without comments, and is changed in the file: tubepost apply.',
  'setUp.noText': 'Its text is not shown: it is too long, or the set-up came from no file.',
  'setUp.check': 'Check a file',
  'setUp.checkIntro':
    'The text alone is judged: no path in it is opened, no variable is read, and nothing is connected to or applied.',
  'setUp.text': 'Text of a set-up (YAML or JSON)',
  'setUp.keys': 'Tab leaves the text; Ctrl+] indents a line, Ctrl+[ takes it back.',
  'setUp.checkNow': 'Check',
  'setUp.begin': 'Begin with the file as applied',
  'setUp.inOrder': 'It is in order and could be applied.',
  'setUp.problems': {
    one: 'One problem; it could not be applied.',
    other: '{count} problems; it could not be applied.',
  },
  'setUp.line': 'Line {line}',
  'setUpKind.mailbox': 'Mailbox',
  'setUpKind.person': 'Person',
  'setUpKind.status': 'Status',
  'setUpKind.template': 'Template',
  'difference.added': 'not in the file',
  'difference.missing': 'in the file alone',
  'difference.changed': 'changed',
} as const satisfies Record<string, string | Plural>

export type SetUpWords = InEachLanguage<typeof words>

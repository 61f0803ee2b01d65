import { globSync, readFileSync } from 'node:fs'
import {
  ALERT_SEVERITIES,
  ALERT_STATES,
  API_SCOPES,
  CASE_STATUSES,
  DEAD_LETTER_STATES,
  DIFFERENCES,
  DIFFERING_KINDS,
  DUES,
  HANDLINGS,
  OUTCOMES,
  PRESETS,
  PRIORITIES,
  REPLY_STATES,
  ROLES,
  SOURCE_KINDS,
  STATUS_TYPES,
  TEST_STEPS,
  TLS_MODES,
  exampleOf,
  MailboxPolicy,
} from '@tubepost/api'
import { expect, test } from 'vitest'
import { CHOICES, FOLDER_CHOICES, READING_CHOICES } from '../screens/wizard/policy-fields.ts'
import { REMARKS } from '../screens/wizard/providers.ts'
import { STEPS } from '../screens/wizard/steps.ts'
import { words as casesWords } from './cases/en.ts'
import { words as deadLettersWords } from './dead-letters/en.ts'
import { words as firstWords } from './en.ts'
import type { Plural } from './in-each-language.ts'
import { type Language, LANGUAGES } from './languages.ts'
import { words as healthWords } from './health/en.ts'
import { words as setUpWords } from './set-up/en.ts'
import { words as signInWords } from './sign-in/en.ts'
import { words as wizardWords } from './wizard/en.ts'
import { sayIn } from './words.tsx'

// They concern records and cases, whose mailboxes the set-up file declares.
const NOT_IN_WIZARD: ReadonlySet<string> = new Set(['replyCc', 'newCases', 'closedCase', 'changedSubject'])

type AllWords = Readonly<Record<string, string | Plural>>
const english: AllWords = {
  ...firstWords,
  ...casesWords,
  ...deadLettersWords,
  ...healthWords,
  ...setUpWords,
  ...signInWords,
  ...wizardWords,
}
const all = await Promise.all(
  (Object.keys(LANGUAGES) as Language[]).map(async (language): Promise<[Language, AllWords]> => {
    const { load, parts } = LANGUAGES[language]
    return [
      language,
      {
        ...(await load()),
        ...(await parts.cases()),
        ...(await parts.deadLetters()),
        ...(await parts.health()),
        ...(await parts.setUp()),
        ...(await parts.signIn()),
        ...(await parts.wizard()),
      },
    ]
  }),
)
const formsOf = (entry: string | Plural): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry))
/** Names of values. `count` may be left out, since "one" says it as well. */
const valuesOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === 'count' ? [] : [String(name)])).toSorted()

test.each(all)('%s has every entry, with the same values in it', (_language, words) => {
  expect(Object.keys(words)).toEqual(Object.keys(english))
  for (const [key, entry] of Object.entries(words)) {
    const [inEnglish = ''] = formsOf(english[key] ?? '')
    for (const form of formsOf(entry)) {
      expect([key, form.trim()]).not.toEqual([key, ''])
      expect([key, ...valuesOf(form)]).toEqual([key, ...valuesOf(inEnglish)])
    }
  }
})

test.each(all.filter(([language]) => language !== 'en'))('%s is not English', (_language, words) => {
  const same = Object.entries(words).filter(([key, entry]) => entry === english[key])
  expect(same.length).toBeLessThan(Object.keys(words).length / 10)
})

// Whoever speaks to the machine says what is written on the button (WCAG 2.2, 2.5.3).
test.each(all)('%s has the label of a button in its longer name', (_language, words) => {
  const longer = { 'act.edit': 'statuses.editOf', 'board.set': 'board.setFor', 'health.runbook': 'health.runbookOf' }
  const said = (key: string) =>
    formsOf(words[key] ?? '')
      .join(' ')
      .toLowerCase()
  for (const [label, name] of Object.entries(longer)) expect(said(name)).toContain(said(label))
})

test('every code that the API gives has its word', () => {
  const needed = [
    ...['waiting', ...OUTCOMES].map((code) => `outcome.${code}`),
    ...REPLY_STATES.map((code) => `reply.${code}`),
    ...DEAD_LETTER_STATES.map((code) => `letter.${code}`),
    ...ROLES.map((code) => `role.${code}`),
    ...STATUS_TYPES.map((code) => `statusType.${code}`),
    ...ALERT_STATES.map((code) => `alertState.${code}`),
    ...ALERT_SEVERITIES.map((code) => `severity.${code}`),
    ...DIFFERENCES.map((code) => `difference.${code}`),
    ...DIFFERING_KINDS.map((code) => `setUpKind.${code}`),
    ...CASE_STATUSES.map((code) => `caseStatus.${code}`),
    ...PRIORITIES.map((code) => `casePriority.${code}`),
    ...DUES.map((code) => `due.${code}`),
    ...API_SCOPES.map((code) => `scope.${code}`),
    ...SOURCE_KINDS.flatMap((code) => [`source.${code}`, `sourceAbout.${code}`]),
    ...PRESETS.map((code) => `presetAbout.${code}`),
    ...REMARKS.map((code) => `remark.${code}`),
    ...STEPS.map((code) => `wizardStep.${code}`),
    ...TLS_MODES.map((code) => `tls.${code}`),
    ...TEST_STEPS.map((code) => `testStep.${code}`),
    ...HANDLINGS.map((code) => `handling.${code}`),
    ...[...FOLDER_CHOICES, ...CHOICES, ...READING_CHOICES].flatMap(({ name, values }) =>
      values.map((code) => `choice.${name}.${code}`),
    ),
    ...Object.keys(exampleOf(MailboxPolicy))
      .filter((field) => !NOT_IN_WIZARD.has(field))
      .flatMap((field) => [`policy.${field}`, `policyAbout.${field}`]),
  ]
  expect(needed.filter((key) => !(key in english))).toEqual([])
})

test('no entry is there for nothing', () => {
  const root = new URL('..', import.meta.url)
  const source = globSync('**/*.{ts,tsx}', { cwd: root.pathname })
    .filter((name) => !name.startsWith('words/'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .join('\n')
  const isUsed = (key: string) => {
    const [kind = ''] = key.split('.')
    return source.includes(`'${key}'`) || source.includes(`wordFor('${kind}'`) || source.includes(`\`${kind}.\${`)
  }
  expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([])
})

test('a count chooses the form, and numbers are written as the language does', () => {
  const words = { ...english, 'mails.count': { one: 'One mail.', other: '{count} mails.' } }
  expect(sayIn('en', words)('mails.count', { count: 1 })).toBe('One mail.')
  expect(sayIn('en', words)('mails.count', { count: 12_000 })).toBe('12,000 mails.')
  expect(sayIn('de', words)('mails.count', { count: 12_000 })).toBe('12.000 mails.')
  expect(sayIn('fr', words)('mails.count', { count: 0 })).toBe('One mail.')
})

test('a value is put in as it is, whatever it holds', () => {
  expect(sayIn('en', english)('board.done', { name: '{name} $& <b>' })).toBe('The status of {name} $& <b> is set.')
})

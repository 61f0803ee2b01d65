import { expect, test } from 'vitest'
import { words as german } from '../../words/alerts/de.ts'
import { words as french } from '../../words/alerts/fr.ts'
import { writeAlert } from './write-alert.ts'

/** An alert that holds for these values. */
const holding = (name: string, labels: Record<string, string>, ...values: number[]) => ({
  name,
  severity: 'warning' as const,
  state: 'holds' as const,
  for: '5m',
  sentences: values.map((value) => `${value} in English`),
  findings: values.map((value) => ({ labels, value })),
  description: 'in English',
  runbook: '',
})

test('an alert speaks the language, for one and for many', () => {
  const alert = holding('TubepostDeadLetters', { consumer: 'status' }, 1, 1_200)
  expect(writeAlert(alert, { words: german, language: 'de' })).toMatchObject({
    sentences: ['Ein unzustellbares Ereignis von status', '1.200 unzustellbare Ereignisse von status'],
    language: 'de',
  })
})

test.each([
  [40, 'Une réponse attend d’être envoyée depuis 40 secondes'],
  [1_000, 'Une réponse attend d’être envoyée depuis 16,7 minutes'],
  [86_400, 'Une réponse attend d’être envoyée depuis 24 heures'],
  [4 * 86_400, 'Une réponse attend d’être envoyée depuis 4 jours'],
])('a duration of %i s is written as people say it', (seconds, told) => {
  const alert = holding('TubepostRepliesStuck', {}, seconds)
  const { sentences } = writeAlert(alert, { words: french, language: 'fr' })
  expect(sentences.map((sentence) => sentence.replaceAll('\u00A0', ' '))).toEqual([told])
})

test('a share is written in per cent', () => {
  const alert = holding('TubepostStreamFull', { stream: 'MAIL' }, 0.8765)
  expect(writeAlert(alert, { words: german, language: 'de' }).sentences).toEqual([
    'Der Strom MAIL ist zu 87,7\u00A0% voll',
  ])
})

test('a rule that nobody translated is told in English, as such', () => {
  const alert = holding('TubepostOfTomorrow', {}, 3)
  expect(writeAlert(alert, { words: german, language: 'de' })).toEqual({
    sentences: ['3 in English'],
    about: 'in English',
    language: 'en',
  })
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Language, LANGUAGES } from '../languages.ts'

interface Rule {
  readonly name: string
  readonly summary: string
  readonly description: string
}

/** The rules as the console answers them. */
const rules = JSON.parse(
  readFileSync(new URL('../../../../alert-rules.json', import.meta.url), 'utf8'),
) as readonly Rule[]
const translated = await Promise.all(
  (Object.keys(LANGUAGES) as Language[])
    .filter((language) => language !== 'en')
    .map(async (language) => [language, await LANGUAGES[language].parts.alerts()] as const),
)

/** How a place of the rule's own sentence is called in a translated one. */
const WAYS: Readonly<Record<string, string>> = { humanizeDuration: 'duration', humanizePercentage: 'percent' }
const PLACE = /\{\{ \$(?:labels\.(\w+)|value(?: \| (\w+))?) \}\}/g
const placesOf = (summary: string): string[] =>
  [...summary.matchAll(PLACE)].map(([, label, way = '']) => label ?? WAYS[way] ?? 'count').toSorted()
const namesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)).toSorted()

test.each(translated)('%s has each rule, and none that there is no more', (_language, words) => {
  expect(Object.keys(words).toSorted()).toEqual(rules.map(({ name }) => name).toSorted())
})

test.each(translated)('%s has the places of each rule, and is not English', (_language, words) => {
  for (const { name, summary, description } of rules) {
    const { sentence, about } = words[name] ?? { sentence: '', about: '' }
    const forms = typeof sentence === 'string' ? { one: sentence, other: sentence } : sentence
    expect([name, namesIn(forms.other)]).toEqual([name, placesOf(summary)])
    // One may be said without its number.
    const ofOne = placesOf(summary).filter((place) => place !== 'count' || forms.one.includes('{count}'))
    expect([name, namesIn(forms.one)]).toEqual([name, ofOne])
    for (const text of [forms.one, forms.other]) expect(text).not.toBe(summary)
    expect([name, about.trim()]).not.toEqual([name, ''])
    expect(about).not.toBe(description)
  }
})

test.each(translated)('%s has a form for one where the rule has', (_language, words) => {
  const counting = rules.filter(({ summary }) => summary.includes('{{ if eq $value 1.0 }}')).map(({ name }) => name)
  expect(counting.filter((name) => typeof words[name]?.sentence !== 'object')).toEqual([])
})

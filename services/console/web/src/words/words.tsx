import { createContext, type ReactNode, use } from 'react'
import type { Words } from './en.ts'
import type { Plural } from './in-each-language.ts'
import { type Language, LANGUAGES } from './languages.ts'

export type Key = keyof Words
type Values = Readonly<Record<string, string | number>>
type Say<Name extends string> = (key: Name, values?: Values) => string

export interface Speech<Name extends string = Key> {
  readonly language: Language
  /** Rejects where its words do not come; then nothing has changed. */
  readonly setLanguage: (language: Language) => Promise<void>
  /** The sentence of this key in the reader's language, with the values in it; `count` chooses between the forms. */
  readonly say: Say<Name>
  /** The word for a code of the API, such as an outcome; the code itself where there is none. */
  readonly wordFor: (kind: string, code: string) => string
}

const SpeechContext = createContext<Speech | undefined>(undefined)

export function SpeechProvider(props: {
  language: Language
  words: Words
  setLanguage: Speech['setLanguage']
  children: ReactNode
}): ReactNode {
  const { language, words, setLanguage, children } = props
  const say = sayIn(language, words)
  const wordFor = (kind: string, code: string) => {
    const key = `${kind}.${code}`
    return key in words ? say(key as Key) : code
  }
  return <SpeechContext value={{ language, setLanguage, say, wordFor }}>{children}</SpeechContext>
}

export function useSpeech(): Speech {
  const speech = use(SpeechContext)
  if (speech === undefined) throw new Error('there are no words here')
  return speech
}

/** Pure. A value that is missing leaves its name visible, in braces. */
export function sayIn<Name extends string>(
  language: Language,
  words: Readonly<Record<Name, string | Plural>>,
): Say<Name> {
  const plural = new Intl.PluralRules(LANGUAGES[language].locale)
  const number = new Intl.NumberFormat(LANGUAGES[language].locale)
  return (key, values = {}) => {
    const entry: string | Plural = words[key]
    const form =
      typeof entry === 'string' ? entry : plural.select(Number(values['count'])) === 'one' ? entry.one : entry.other
    return form.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      return value === undefined ? whole : typeof value === 'number' ? number.format(value) : value
    })
  }
}

import type { AlertWords } from './alerts/alert-words.ts'
import type { CasesWords } from './cases/en.ts'
import type { DeadLettersWords } from './dead-letters/en.ts'
import type { Words } from './en.ts'
import type { HealthWords } from './health/en.ts'
import type { SetUpWords } from './set-up/en.ts'
import type { SignInWords } from './sign-in/en.ts'
import type { WizardWords } from './wizard/en.ts'

/** Words that come with the screen that says them, and not with the first one. */
export interface PartWords {
  readonly wizard: WizardWords
  readonly cases: CasesWords
  readonly deadLetters: DeadLettersWords
  readonly health: HealthWords
  readonly setUp: SetUpWords
  readonly signIn: SignInWords
  /** Their English stands in the rules themselves. */
  readonly alerts: AlertWords
}
export type Part = keyof PartWords

interface LanguageEntry {
  readonly name: string
  readonly locale: string
  readonly load: () => Promise<Words>
  readonly parts: { readonly [Name in Part]: () => Promise<PartWords[Name]> }
}

export const LANGUAGES = {
  en: {
    name: 'English',
    locale: 'en',
    load: async () => (await import('./en.ts')).words,
    parts: {
      wizard: async () => (await import('./wizard/en.ts')).words,
      cases: async () => (await import('./cases/en.ts')).words,
      deadLetters: async () => (await import('./dead-letters/en.ts')).words,
      health: async () => (await import('./health/en.ts')).words,
      setUp: async () => (await import('./set-up/en.ts')).words,
      signIn: async () => (await import('./sign-in/en.ts')).words,
      alerts: async () => ({}),
    },
  },
  de: {
    name: 'Deutsch',
    locale: 'de',
    load: async () => (await import('./de.ts')).words,
    parts: {
      wizard: async () => (await import('./wizard/de.ts')).words,
      cases: async () => (await import('./cases/de.ts')).words,
      deadLetters: async () => (await import('./dead-letters/de.ts')).words,
      health: async () => (await import('./health/de.ts')).words,
      setUp: async () => (await import('./set-up/de.ts')).words,
      signIn: async () => (await import('./sign-in/de.ts')).words,
      alerts: async () => (await import('./alerts/de.ts')).words,
    },
  },
  fr: {
    name: 'Français',
    locale: 'fr',
    load: async () => (await import('./fr.ts')).words,
    parts: {
      wizard: async () => (await import('./wizard/fr.ts')).words,
      cases: async () => (await import('./cases/fr.ts')).words,
      deadLetters: async () => (await import('./dead-letters/fr.ts')).words,
      health: async () => (await import('./health/fr.ts')).words,
      setUp: async () => (await import('./set-up/fr.ts')).words,
      signIn: async () => (await import('./sign-in/fr.ts')).words,
      alerts: async () => (await import('./alerts/fr.ts')).words,
    },
  },
  es: {
    name: 'Español',
    locale: 'es',
    load: async () => (await import('./es.ts')).words,
    parts: {
      wizard: async () => (await import('./wizard/es.ts')).words,
      cases: async () => (await import('./cases/es.ts')).words,
      deadLetters: async () => (await import('./dead-letters/es.ts')).words,
      health: async () => (await import('./health/es.ts')).words,
      setUp: async () => (await import('./set-up/es.ts')).words,
      signIn: async () => (await import('./sign-in/es.ts')).words,
      alerts: async () => (await import('./alerts/es.ts')).words,
    },
  },
} as const satisfies Record<string, LanguageEntry>
export type Language = keyof typeof LANGUAGES

/** How the words of a part come. */
export function partOf<Name extends Part>(language: Language, part: Name): LanguageEntry['parts'][Name] {
  const { parts }: LanguageEntry = LANGUAGES[language]
  return parts[part]
}

const KEPT_AS = 'tubepost-language'

export const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text)

/** The one that the address names (`?lang=de`), else the one that was chosen here before, else the first of the browser's that we speak, else English. */
export function firstLanguage(): Language {
  const named = new URLSearchParams(location.search).get('lang')
  const wanted = [named, localStorage.getItem(KEPT_AS), ...navigator.languages.map((tag) => tag.split('-')[0])]
  return wanted.find(isLanguage) ?? 'en'
}

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT_AS, language)

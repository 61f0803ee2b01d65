import { english } from './built-in-templates/english.ts'
import { french } from './built-in-templates/french.ts'
import { german } from './built-in-templates/german.ts'
import { spanish } from './built-in-templates/spanish.ts'
import type { TemplateWords } from './built-in-templates/template-words.ts'

/** The built-in words, by language. Languages without an entry are answered in English. */
export const builtInTemplates = { en: english, de: german, fr: french, es: spanish } as const satisfies Readonly<
  Record<string, TemplateWords>
>
export type BuiltInLanguage = keyof typeof builtInTemplates

export function isBuiltInLanguage(language: string): language is BuiltInLanguage {
  return Object.hasOwn(builtInTemplates, language)
}

import { PermanentError } from '@tubepost/service'
import { builtInTemplates, isBuiltInLanguage } from './built-in-templates.ts'
import { type Template, TEMPLATE_NAMES, type TemplateName } from './built-in-templates/template-words.ts'
import { baseLanguage, languageTag } from './language-tags.ts'
import type { Reader } from './template-engine.ts'

/** An edited template. Null stands for every mailbox, and for every language. */
export interface EditedTemplate extends Template {
  readonly name: string
  readonly mailbox: string | null
  /** A canonical BCP 47 tag. */
  readonly language: string | null
}

export interface Chosen {
  readonly template: Template
  /** The edited template that was chosen; null for a built-in. */
  readonly edited: EditedTemplate | null
  readonly reader: Reader
}

/**
 * The most specific words for a mail: edited for its mailbox and language, for its mailbox, for its language, for
 * all; then the built-in of the language, then English. A full tag (`de-CH`) comes before its language (`de`).
 */
export function chooseTemplate(
  name: string,
  asked: { mailbox: string | null; locale: string; timeZone: string },
  edited: readonly EditedTemplate[],
): Chosen {
  const tag = languageTag(asked.locale) ?? 'en'
  const languages = [tag, baseLanguage(tag), null]
  const places = [asked.mailbox, null].flatMap((mailbox) => languages.map((language) => ({ mailbox, language })))
  for (const { mailbox, language } of places) {
    const found = edited.find((one) => one.name === name && one.mailbox === mailbox && one.language === language)
    if (found !== undefined) return { template: found, edited: found, reader: readerOf(tag, language, asked.timeZone) }
  }
  return builtInTemplate(name, asked)
}

export function builtInTemplate(name: string, asked: { locale: string; timeZone: string }): Chosen {
  if (!isTemplateName(name)) throw new PermanentError('reply/no-template', `There is no template ${name}.`)
  const tag = languageTag(asked.locale) ?? 'en'
  const base = baseLanguage(tag)
  const language = isBuiltInLanguage(base) ? base : 'en'
  const reader = readerOf(tag, language, asked.timeZone)
  return { template: builtInTemplates[language].templates[name], edited: null, reader }
}

export function isTemplateName(name: string): name is TemplateName {
  return TEMPLATE_NAMES.some((known) => known === name)
}

/** Dates are written for the person's locale, but never in another language than the words around them. */
function readerOf(tag: string, language: string | null, timeZone: string): Reader {
  const isOwn = language === null || baseLanguage(language) === baseLanguage(tag)
  return { locale: isOwn ? tag : language, language: baseLanguage(language ?? tag), timeZone }
}

import type { DataOf, replyRequested } from '@tubepost/events'
import { ownWords } from '@tubepost/grammar'
import { builtInTemplates } from './built-in-templates.ts'
import type { Template } from './built-in-templates/template-words.ts'
import { builtInTemplate, chooseTemplate, type EditedTemplate } from './choose-template.ts'
import { renderBuiltIn, renderTemplate, type Words } from './render-template.ts'
import { messagesOf } from './template-problems.ts'

export interface WrittenWords extends Words {
  /** Why the built-in words were used instead of the edited ones. */
  readonly problem: string | null
}

/**
 * The words of a reply. An edited template that fails costs its words and not the reply: the built-in ones are used,
 * and the problem is kept for its author.
 * @param common values that every template may show
 */
export function writeWords(
  request: DataOf<typeof replyRequested>,
  common: Readonly<Record<string, unknown>>,
  edited: readonly EditedTemplate[],
): WrittenWords {
  const model = { ...common, ...request.model }
  const { template, edited: chosen, reader } = chooseTemplate(request.template, request, edited)
  if (chosen === null) return { ...renderBuiltIn(template, model, reader), problem: null }
  let problem = 'the subject is empty'
  try {
    const words = renderTemplate(template, model, reader)
    if (words.subject !== '') return { ...words, problem: null }
  } catch (error) {
    problem = messagesOf(error).join('; ')
  }
  const builtIn = builtInTemplate(request.template, request)
  return {
    ...renderBuiltIn(builtIn.template, model, builtIn.reader),
    problem: `The built-in words were used, since the template for ${placeOf(chosen)} failed: ${problem}.`,
  }
}

function placeOf({ mailbox, language }: EditedTemplate): string {
  return `${mailbox === null ? 'every mailbox' : `the mailbox ${mailbox}`} and ${language ?? 'every language'}`
}

/** The key by which a subject is recognised when it comes back. */
export function subjectKey(subject: string, locale: string): string {
  return ownWords(subject, locale).words
}

/** Keys of the subjects that are the same in every mail of a template. */
export function fixedSubjects(edited: readonly EditedTemplate[]): ReadonlySet<string> {
  return new Set([...BUILT_IN_SUBJECTS, ...edited.flatMap(fixedSubject)])
}

function fixedSubject({ subject }: Template): string[] {
  return /\{[{%]/.test(subject) ? [] : [subjectKey(subject, 'en')]
}

const BUILT_IN_SUBJECTS = Object.values(builtInTemplates).flatMap(({ templates }) =>
  Object.values(templates).flatMap(fixedSubject),
)

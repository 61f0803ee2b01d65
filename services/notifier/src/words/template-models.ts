import type { TemplateName } from './built-in-templates/template-words.ts'

/** The values a template may show, each with its meaning and an example. */
export interface TemplateModel {
  readonly purpose: string
  readonly values: Readonly<Record<string, { readonly about: string; readonly example: unknown }>>
}

const COMMON: TemplateModel['values'] = {
  person: { about: 'name of the person who is answered', example: 'Ana Example' },
  mailbox: { about: 'address of the mailbox that answers', example: 'status@example.com' },
  organisation: { about: 'name of the organisation', example: 'Example Ltd' },
  locale: { about: 'locale of the person', example: 'en-US' },
  timeZone: { about: 'time zone of the person', example: 'America/New_York' },
  language: { about: 'language of the words', example: 'en' },
}

/** By template. A request's model has these values; `organisation` and the reader's values are added to it. */
export const templateModels: Readonly<Record<TemplateName, TemplateModel>> = {
  'case-opened': {
    purpose: 'Confirms the first mail of a case.',
    values: {
      ...COMMON,
      person: { about: 'name of the person who wrote, as their mail has it; may be empty', example: 'Carla Customer' },
      number: { about: 'number of the case', example: 'CASE-1042' },
      subject: {
        about: 'subject of the mail, or null unless a mail server vouches for its sender',
        example: 'The printer is on fire',
      },
    },
  },
  'status-not-understood': {
    purpose: 'Explains why a mail did not set a status, and how to write one that does.',
    values: {
      ...COMMON,
      code: { about: 'no_status, empty, forwarded, due_required or past_date', example: 'no_status' },
      subject: { about: 'the subject as the person wrote it', example: 'Oot 30m' },
      suggestions: { about: 'names of the closest statuses, best first', example: ['Out'] },
      isLast: { about: 'whether no more such mails go out within the hour', example: true },
      examples: {
        about: 'subjects that can be read, three at most',
        example: ['Out 30m', 'Out 1d 9:00 call my cell', 'In'],
      },
      example: { about: 'name of a status to show how a subject is written', example: 'Out' },
      statuses: {
        about: 'all statuses, each with name, aliases and due (optional, required or forbidden)',
        example: [
          { name: 'In', aliases: ['I'], due: 'optional' },
          { name: 'Out', aliases: ['O', 'away'], due: 'optional' },
          { name: 'On leave', aliases: [], due: 'required' },
        ],
      },
    },
  },
  'status-superseded': {
    purpose: 'Says that a mail came after a newer status had been set, and what the board shows.',
    values: {
      ...COMMON,
      asked: { about: 'name of the status that the mail asked for', example: 'In' },
      subject: { about: 'the subject as the person wrote it', example: 'In' },
      status: { about: 'name of the status that stands', example: 'Out' },
      dueBack: { about: 'when the person is back, RFC 3339, or null', example: '2014-08-16T09:00:00-04:00' },
      comment: { about: 'the comment of the status that stands, or null', example: 'call my cell' },
    },
  },
  'status-set': {
    purpose: 'Confirms a status that was set by mail.',
    values: {
      ...COMMON,
      status: { about: 'name of the status that was set', example: 'Out' },
      dueBack: { about: 'when the person is back, RFC 3339, or null', example: '2014-08-16T09:00:00-04:00' },
      comment: { about: 'the comment, or null', example: 'call my cell' },
      warnings: { about: 'codes of what was read with doubt; see the filter sentence', example: ['far_date'] },
      isGuess: { about: 'whether the subject was read with a guess that its writer may want to change', example: true },
      undo: { about: 'a subject that sets the status before, or null', example: 'In: at my desk' },
    },
  },
}

// These belong to the reader of a mail, not to its model.
const READER_VALUES = new Set(['locale', 'timeZone', 'language'])

/** A model from a request, with the added values. */
export function exampleModel(name: TemplateName): Record<string, unknown> {
  const values = Object.entries(templateModels[name].values).filter(([value]) => !READER_VALUES.has(value))
  return Object.fromEntries(values.map(([value, { example }]) => [value, example]))
}

import {
  answers,
  OneTemplate,
  Preview,
  ResetTemplate,
  SavedTemplate,
  TemplateDraft,
  TemplatePlace,
  Templates,
  Words,
} from '@tubepost/api'
import { mailboxes, wellFormed } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { Type } from 'typebox'
import { builtInTemplates } from './built-in-templates.ts'
import { TEMPLATE_NAMES, type TemplateName } from './built-in-templates/template-words.ts'
import { builtInTemplate, chooseTemplate, isTemplateName } from './choose-template.ts'
import { languageTag } from './language-tags.ts'
import { renderTemplate } from './render-template.ts'
import { FILTERS } from './template-engine.ts'
import { exampleModel, templateModels } from './template-models.ts'
import { templateProblems } from './template-problems.ts'
import { dropTemplate, readTemplates, saveTemplate } from './template-sql.ts'

/** Its values are checked by `placeOf`, whose refusal lists those that there are. */
const Place = Type.Object({ mailbox: Type.Optional(Type.Unknown()), language: Type.Optional(Type.Unknown()) })
interface OfOne {
  Params: { name: string }
  Querystring: Readonly<Record<string, unknown>>
}

// The reader of a preview whose language does not imply one.
const EXAMPLE_READER = { locale: 'en-US', timeZone: 'America/New_York' }

/** The words of the replies: to look at, to edit, to try. A saved template is used from the next reply on. */
export function templateRoutes(app: HttpApp, context: ServiceContext): void {
  const refused = { 400: ['bad_template'], 404: ['not_found'] } as const
  const reads = { scope: 'notifier:read', reads: { querystring: TemplatePlace } } as const
  const writes = { scope: 'notifier:write', reads: { querystring: TemplatePlace } } as const
  const all = {
    config: { scope: reads.scope },
    schema: { summary: 'The templates of the replies', response: answers({ 200: Templates }) },
  }
  app.get('/api/notifier/templates', all, async () => {
    const edited = await readTemplates(context.pool)
    return { templates: TEMPLATE_NAMES.map((name) => describe(name, edited)), filters: FILTERS }
  })

  app.get<OfOne>(
    '/api/notifier/templates/:name',
    {
      config: reads,
      schema: {
        summary: 'The words that a template has at a place',
        querystring: Place,
        response: answers({ 200: OneTemplate }, refused),
      },
    },
    async ({ params, query }) => {
      const name = nameOf(params.name)
      const place = placeOf(query, context)
      const edited = await readTemplates(context.pool)
      const asked = { ...EXAMPLE_READER, mailbox: place.mailbox, locale: place.language ?? EXAMPLE_READER.locale }
      const chosen = chooseTemplate(name, asked, edited)
      const from = edited.find((one) => one === chosen.edited)
      const { subject, text } = chosen.template
      return {
        name,
        ...place,
        subject,
        text,
        edited: from === undefined ? null : pick(from),
      }
    },
  )

  app.put<OfOne & { Body: Words }>(
    '/api/notifier/templates/:name',
    {
      config: writes,
      schema: {
        summary: 'Save the words of a template',
        description: 'They are used from the next reply on.',
        body: Words,
        querystring: Place,
        response: answers({ 200: SavedTemplate }, refused),
      },
    },
    async ({ params, query, body }) => {
      const name = nameOf(params.name)
      const place = placeOf(query, context)
      const template = { subject: wellFormed(body.subject), text: wellFormed(body.text) }
      const { reader } = builtInTemplate(name, readerAsked(place.language))
      refuseProblems(templateProblems(name, template, exampleModel(name), reader))
      await saveTemplate(context.pool, { name, ...place, ...template })
      return { name, ...place, ...template }
    },
  )

  app.delete<OfOne>(
    '/api/notifier/templates/:name',
    {
      config: writes,
      schema: {
        summary: 'Reset a template to the words it comes with',
        description: 'What was saved for this place is gone.',
        querystring: Place,
        response: answers({ 200: ResetTemplate }, refused),
      },
    },
    async ({ params, query }) => {
      const name = nameOf(params.name)
      const place = placeOf(query, context)
      if (!(await dropTemplate(context.pool, { name, ...place })))
        throw new RefusedRequest(404, 'not_found', `The template ${name} is not edited for this mailbox and language.`)
      return { name, ...place }
    },
  )

  app.post<OfOne & { Body: TemplateDraft }>(
    '/api/notifier/templates/:name/preview',
    {
      config: { scope: reads.scope },
      schema: {
        summary: 'Try the words of a template',
        description: 'Nothing is saved or sent.',
        body: TemplateDraft,
        response: answers({ 200: Preview }, refused),
      },
    },
    async ({ params, body }) => {
      const name = nameOf(params.name)
      const place = placeOf({ mailbox: body.mailbox, language: body.language }, context)
      const template = { subject: wellFormed(body.subject), text: wellFormed(body.text) }
      const { reader } = builtInTemplate(name, readerAsked(place.language))
      const address =
        place.mailbox === null ? {} : { mailbox: context.reference(mailboxes).records.get(place.mailbox)?.address }
      const model = { ...exampleModel(name), ...address, ...body.model }
      refuseProblems(templateProblems(name, template, model, reader))
      return renderTemplate(template, model, reader)
    },
  )
}

const readerAsked = (language: string | null) => ({ ...EXAMPLE_READER, locale: language ?? EXAMPLE_READER.locale })

function describe(name: TemplateName, edited: Awaited<ReturnType<typeof readTemplates>>) {
  const { purpose, values } = templateModels[name]
  return {
    name,
    purpose,
    model: Object.entries(values).map(([value, { about }]) => ({ name: value, about })),
    example: exampleModel(name),
    builtIn: Object.fromEntries(
      Object.entries(builtInTemplates).map(([language, { templates }]) => [language, templates[name]]),
    ),
    overrides: edited.filter((one) => one.name === name).map(pick),
  }
}

function pick({ mailbox, language, subject, text, updatedAt }: Awaited<ReturnType<typeof readTemplates>>[number]) {
  return { mailbox, language, subject, text, updatedAt }
}

function nameOf(name: string): TemplateName {
  if (isTemplateName(name)) return name
  throw new RefusedRequest(404, 'not_found', `There is no template ${name}; there are ${TEMPLATE_NAMES.join(', ')}.`)
}

/** The mailbox and language of the request; null for all of them. */
function placeOf(
  asked: Readonly<Record<string, unknown>>,
  context: ServiceContext,
): { mailbox: string | null; language: string | null } {
  const problems = Object.keys(asked)
    .filter((parameter) => parameter !== 'mailbox' && parameter !== 'language')
    .map((parameter) => `there is no parameter ${parameter}; there are mailbox and language`)
  const { mailbox, language } = asked
  const { records } = context.reference(mailboxes)
  if (mailbox !== undefined && (typeof mailbox !== 'string' || !records.has(mailbox)))
    problems.push(`there is no such mailbox; there are ${[...records.keys()].toSorted().join(', ') || 'none yet'}`)
  const tag = typeof language === 'string' ? languageTag(language) : null
  if (language !== undefined && tag === null) problems.push('language must be a tag such as de or de-CH')
  refuseProblems(problems)
  return { mailbox: typeof mailbox === 'string' ? mailbox : null, language: tag }
}

function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new RefusedRequest(400, 'bad_template', problems.join('\n'))
}

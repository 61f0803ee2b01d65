import swagger from '@fastify/swagger'
import * as api from '@tubepost/api'
import { definitions } from '@tubepost/installer'
import { declareAt } from '@tubepost/service'
import { MailboxBody, PersonEntry, published, StatusEntry } from '@tubepost/setup'
import fastify from 'fastify'
import type { GeneratedFile } from './generated-file.ts'

export const API_DESCRIPTION = 'services/console/openapi.json'

const INFO = {
  title: 'Tubepost',
  version: '1.0.0',
  license: { name: 'MIT', identifier: 'MIT' },
  description: [
    'Every call of an installation, through its one door. Calls carry `Authorization: Bearer TOKEN`, with a token that has the',
    'scope which a call names (`x-scope`); `known` is any valid token, and an `open` call needs none.\n\n',
    'Bodies are JSON in UTF-8. Values that do not fit are refused, not coerced, and so is a field or a parameter that is not',
    'known. Answers may gain fields: pass over those that you do not know. Times are RFC 3339.\n\n',
    'Every answer that is no success has one shape, `Failure`: `code` is stable, for programs, and `message` is for people. Any',
    'call may be answered 400 (`bad_request`, `bad_target`, `invalid`), 401 (`unauthorized`), 403 (`not_permitted`, for a cookie also `foreign_page`), 408',
    '(`too_slow`), 413 (`too_large`), 414 (`target_too_long`), 415 (`unsupported_type`), 421 (`wrong_host`), 429 (`too_many_wrong_tokens`), 500',
    '(`internal`) and 503 (`busy`, `unavailable`); with 429 and 503 the header `Retry-After` says when to try again.',
  ].join(' '),
}
const SECURITY = {
  token: { type: 'http', scheme: 'bearer', description: 'A token for what it is needed for: docs/tokens.md.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-tubepost',
    description:
      'Somebody who has signed in, with the scopes of their role. Over HTTP, on this machine alone, the cookie is `tubepost`.',
  },
} as const
const TAGS: Readonly<Record<string, string>> = {
  status: 'Who is where until when: the board, people, statuses.',
  case: 'Cases: what came in by mail, who answers for it, and what became of it.',
  fetcher: 'Mailboxes: their settings, their tests, and mails that are to be handled anew.',
  parser: 'How a subject or a mail would be read.',
  notifier: 'Replies: the outbox, those that are held, their words.',
  console: 'The journal of all mails, dead letters, tokens; signing in, sessions, the audit.',
}

const NEEDS: Readonly<Record<string, string>> = {
  open: 'It needs no token.',
  known: 'Any valid token will do.',
}
const PARAMETERS: Readonly<Record<string, string>> = {
  id: 'Its id.',
  mailId: 'Id of the mail.',
  replyId: 'Id of the reply.',
  eventId: 'Id of the event that was given up.',
  name: 'Name of the template or the alert.',
  provider: 'Id of the provider.',
}

/** The description of the HTTP API of a whole installation, OpenAPI 3.1, from the routes that the services declare. */
export async function apiDescription(): Promise<GeneratedFile[]> {
  const document = named(plain(await describe()) as Description)
  return [{ path: API_DESCRIPTION, content: `${JSON.stringify(document, null, 2)}\n` }]
}

interface Description {
  components: Record<string, unknown>
  paths: Record<string, unknown>
}

async function describe(): Promise<unknown> {
  const app = fastify()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: INFO,
      servers: [{ url: '/', description: 'The installation that serves this.' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: { securitySchemes: SECURITY },
    },
    transform: ({ schema, url, route: { method, config } }) => {
      const { scope, reads } = config ?? {}
      const [, root, service = ''] = url.split('/')
      if (root !== 'api' || typeof scope !== 'string') return { url, schema: { ...schema, hide: true } }
      const described = {
        ...schema,
        ...reads,
        description: [schema?.description, NEEDS[scope] ?? `It needs the scope \`${scope}\`.`]
          .filter(Boolean)
          .join(' '),
        ...(url.includes('/:') && { params: parametersOf(url) }),
        tags: [service],
        operationId: operationId([method].flat()[0] ?? '', url),
        security: scope === 'open' ? [] : [{ token: [] }, { session: [] }],
        'x-scope': scope,
      }
      return { url, schema: marked(plain(published(described))) as typeof described }
    },
  })
  for (const definition of definitions) await app.register(async (scoped) => declareAt(scoped, definition))
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}

function parametersOf(url: string): object {
  const names = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const described = names.map((name) => [name, { type: 'string', description: PARAMETERS[name] }])
  return { type: 'object', properties: Object.fromEntries(described) }
}

/** `GET /api/status/people/:id/history` is getStatusPeopleByIdHistory. */
function operationId(method: string, url: string): string {
  const words = url
    .replaceAll('/:', '/by-')
    .split(/[^A-Za-z0-9]+/)
    .slice(2)
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** Schemas that have a name in the description; those of entries are parts of tubepost.yaml as well. */
const NAMED = Object.fromEntries(
  Object.entries({ ...api, MailboxEntry: MailboxBody, PersonEntry, StatusEntry })
    .filter(([, value]) => typeof value === 'object' && !Array.isArray(value))
    .map(([name, schema]) => [name, plain(published(schema))]),
)
const NAMES = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]))
const MARK = 'x-name'

/** With a mark on every copy of a schema that has a name. */
function marked(value: unknown): unknown {
  const name = NAMES.get(JSON.stringify(value))
  const inside = mapped(value, marked)
  return name === undefined ? inside : { ...(inside as object), [MARK]: name }
}

/** With a reference to each schema that has a name, in place of its copies. */
function named(document: Description): Description {
  const used = new Set<string>()
  const refer = (value: unknown): unknown => {
    const name = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[MARK] : undefined
    if (typeof name !== 'string') return mapped(value, refer)
    if (!used.has(name)) {
      used.add(name)
      mapped(marked(NAMED[name]), refer)
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  const paths = refer(document.paths) as Description['paths']
  const schemas = [...used].toSorted().map((name) => {
    const { [MARK]: _, ...schema } = marked(NAMED[name]) as Record<string, unknown>
    return [name, mapped(schema, refer)]
  })
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) }, paths }
}

/** The parts of a value mapped; a value without parts as it is. */
function mapped(value: unknown, map: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, map(part)]))
}

// TypeBox's schemas carry marks of their own, which are no part of their JSON.
function plain(value: unknown): object {
  return JSON.parse(JSON.stringify(value)) as object
}

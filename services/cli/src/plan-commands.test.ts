import { expect, test } from 'vitest'
import { readDescription, resolved } from './description.ts'
import { isOfBrowser, planCommands } from './plan-commands.ts'

const description = readDescription()
const plans = planCommands(description)
const planOf = (words: string) => plans.find((plan) => plan.words.join(' ') === words)

test('every call of the API but a browser’s is one command, with words of its own', () => {
  const calls = Object.entries(description.paths).flatMap(([path, methods]) =>
    isOfBrowser(path) ? [] : Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(plans.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(calls.toSorted())
  expect(new Set(plans.map(({ words }) => words.join(' '))).size).toBe(calls.length)
})

test.each([
  ['board', 'GET', '/api/status/board'],
  ['people add', 'POST', '/api/status/people'],
  ['people csv', 'GET', '/api/status/people.csv'],
  ['statuses csv', 'GET', '/api/status/statuses.csv'],
  ['statuses import', 'POST', '/api/status/statuses/import'],
  ['people preview', 'POST', '/api/status/people/preview'],
  ['people import', 'POST', '/api/status/people/import'],
  ['people status', 'PUT', '/api/status/people/{id}/status'],
  ['mailboxes test', 'POST', '/api/fetcher/mailboxes/{id}/test'],
  ['mailboxes test-new', 'POST', '/api/fetcher/mailboxes/test'],
  ['dead-letters redrive', 'POST', '/api/console/dead-letters/{eventId}/redrive'],
  ['dead-letters redrive-all', 'POST', '/api/console/dead-letters/redrive'],
  ['dead-letters discard-all', 'POST', '/api/console/dead-letters/discard'],
  ['mails list', 'GET', '/api/console/mails'],
  ['notifier test', 'POST', '/api/notifier/test'],
  ['parser dry-run', 'POST', '/api/parser/dry-run'],
  ['cases list', 'GET', '/api/case/cases'],
  ['cases change', 'PATCH', '/api/case/cases/{id}'],
  ['cases notes', 'POST', '/api/case/cases/{id}/notes'],
  ['cases replies', 'POST', '/api/case/cases/{id}/replies'],
  ['cases replies-undo', 'POST', '/api/case/cases/{id}/replies/{replyId}/undo'],
  ['cases merge', 'POST', '/api/case/cases/{id}/merge'],
  ['cases unmerge', 'POST', '/api/case/cases/{id}/unmerge'],
  ['cases split', 'POST', '/api/case/cases/{id}/split'],
  ['mails raw', 'GET', '/api/case/mails/{mailId}/raw'],
])('%s is %s %s', (words, method, path) => {
  expect(planOf(words)).toMatchObject({ method, path })
})

test('fields that a word can hold are options, of their kind', () => {
  const fields = Object.fromEntries(planOf('people add')?.body?.map(({ name, kind }) => [name, kind]) ?? [])
  expect(fields).toMatchObject({ name: 'text', addresses: 'list', timeZone: 'text' })
  expect(planOf('mailboxes rescan')?.body).toContainEqual(
    expect.objectContaining({ name: 'alreadySeen', kind: 'boolean' }),
  )
  expect(planOf('mailboxes add')?.body?.map(({ name }) => name)).not.toContain('source')
})

test.each([
  ['people add', 'role', 'text', 'receptionist'],
  ['statuses add', 'due', 'text', 'required'],
  ['mailboxes add', 'preset', 'text', 'officestatus'],
  ['tokens add', 'scopes', 'list', 'status:read'],
])('given the words that a value is one of, then %s offers them for %s', (words, name, kind, one) => {
  const field = planOf(words)?.body?.find((each) => each.name === name)
  expect(field).toMatchObject({ kind, choices: expect.arrayContaining([one]) })
})

test('every value of a body that is no group of fields is an option', () => {
  const isGroup = /^(source|policy|routes|statuses|model)$/
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, { requestBody }] of Object.entries(methods)) {
      const schema = requestBody?.content['application/json']?.schema
      if (schema === undefined || isOfBrowser(path)) continue
      const plan = plans.find((each) => each.path === path && each.method === method.toUpperCase())
      const names = Object.keys(resolved(schema, description).properties ?? {}).filter((name) => !isGroup.test(name))
      expect(
        plan?.body?.map(({ name }) => name),
        `${method} ${path}`,
      ).toEqual(names)
    }
})

test('a call that takes a file has an option for it, one of CSV prints it', () => {
  expect(planOf('people import')).toMatchObject({ takesFile: 'csv', isCsv: false, body: undefined })
  expect(planOf('parser dry-run')?.takesFile).toBe('mail')
  expect(planOf('people csv')).toMatchObject({ takesFile: undefined, isCsv: true })
})

test.each([
  ['files show', 'application/octet-stream'],
  ['mails raw', 'message/rfc822'],
  ['files preview', 'image/*'],
  ['entries html', 'text/html'],
  ['people csv', undefined],
  ['board stream', undefined],
  ['mailboxes test', undefined],
  ['cases list', undefined],
])('the file that %s answers is %s', (words, type) => {
  expect(planOf(words)).toMatchObject({ answersFile: type })
})

test('two calls with the same words are refused', () => {
  const operation = { operationId: 'x', summary: 'x' }
  const paths = { '/api/a/things': { get: operation }, '/api/b/things': { get: operation } }
  expect(() => planCommands({ paths, components: { schemas: {} } })).toThrow('two calls of the API would both be')
})

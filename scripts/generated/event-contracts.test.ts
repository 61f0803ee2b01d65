import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { allEvents } from '@tubepost/events'
import { eventContracts } from './event-contracts.ts'

const files = new Map(eventContracts().map(({ path, content }) => [path.replace('packages/events/', ''), content]))

test('another validator takes the example of each schema and refuses an empty object', () => {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  for (const event of allEvents) {
    const text = files.get(`schemas/${event.name}.v${event.version}.json`) ?? ''
    const schema = JSON.parse(text) as { $id: string; title: string; description: string; examples: unknown[] }
    expect(schema).toMatchObject({
      $id: `https://tubepost.dev/schemas/${event.name}.v1.json`,
      title: event.type,
      description: event.summary,
    })
    const validate = ajv.compile(schema)
    expect([event.name, schema.examples.map((example) => validate(example))]).toEqual([event.name, [true]])
    expect([event.name, validate({})]).toEqual([event.name, false])
  }
})

test('every reference inside asyncapi.yaml leads somewhere', () => {
  const document = parse(files.get('asyncapi.yaml') ?? '') as Record<string, unknown>
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? '')
  expect(references.length).toBeGreaterThan(allEvents.length)
  const follow = (reference: string): unknown =>
    reference.startsWith('./')
      ? files.get(reference.slice(2))
      : reference
          .slice(2)
          .split('/')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
  expect(references.filter((reference) => follow(reference) === undefined)).toEqual([])
})

import { stringify } from 'yaml'
import {
  allEvents,
  contractFile,
  Envelope,
  eventContract,
  type EventDefinition,
  type StreamName,
  subjectOf,
} from '@tubepost/events'
import type { GeneratedFile } from './generated-file.ts'

const FOLDER = 'packages/events'
export const SCHEMA_FOLDER = `${FOLDER}/schemas`

/** The content of each stream, for people who read it from outside. */
const STREAMS: Record<StreamName, string> = {
  MAIL: 'Mails as they were found.',
  INTENT: 'What mails ask for.',
  FACT: 'What changed because of an intent.',
  OUTCOME: 'The end of each mail, and of each comparison with a mailbox.',
  REPLY: 'Answers by mail, and what became of them.',
  DEAD: 'What a service gave up, and what an operator wants handled again.',
}

/** For integrators: the JSON Schema of the data of each event, and `asyncapi.yaml` for all of them. */
export function eventContracts(): GeneratedFile[] {
  return [
    ...allEvents.map((event) => ({
      path: `${SCHEMA_FOLDER}/${contractFile(event)}`,
      content: json(eventContract(event)),
    })),
    {
      path: `${FOLDER}/asyncapi.yaml`,
      content: stringify(asyncApi(), { lineWidth: 120, aliasDuplicateObjects: false }),
    },
  ]
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

function asyncApi(): object {
  return plain({
    asyncapi: '3.0.0',
    info: {
      title: 'Tubepost',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 in structured mode on NATS JetStream. Every event is delivered at least once: know it by its id.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/cloudevents+json',
    servers: {
      nats: {
        host: '{host}:4222',
        protocol: 'nats',
        variables: { host: { default: '127.0.0.1' } },
        // AsyncAPI 3.0 has no word for nkeys; of its types this is the one that they are.
        security: [
          {
            type: 'asymmetricEncryption',
            description: 'An nkey (Ed25519): the client signs the nonce of the server with the seed of its user.',
          },
        ],
      },
    },
    'x-jetstream': {
      messageId: 'Nats-Msg-Id: <event id>:<redrive>',
      streams: Object.fromEntries(
        Object.entries(STREAMS).map(([stream, description]) => [
          stream,
          { description, retention: 'limits', subjects: eventsOf(stream).map((event) => subjectOf(event)) },
        ]),
      ),
    },
    channels: Object.fromEntries(allEvents.map((event) => [event.name, channelOf(event)])),
    operations: Object.fromEntries(
      Object.keys(STREAMS).flatMap((stream) =>
        eventsOf(stream).map((event) => [`send.${event.name}`, operationOf(event)]),
      ),
    ),
    components: {
      messages: Object.fromEntries(allEvents.map((event) => [event.name, messageOf(event)])),
      parameters: { mailbox: { description: 'Id of the mailbox the mail came to; - where no mailbox is involved.' } },
      schemas: { CloudEvent: Envelope },
    },
  })
}

const eventsOf = (stream: string) => allEvents.filter((event) => event.stream === stream)

function channelOf(event: EventDefinition): object {
  return {
    address: subjectOf(event, '{mailbox}'),
    description: event.summary,
    parameters: { mailbox: { $ref: '#/components/parameters/mailbox' } },
    messages: { [event.name]: { $ref: `#/components/messages/${event.name}` } },
    'x-jetstream': { stream: event.stream },
  }
}

function operationOf(event: EventDefinition): object {
  const channel = `#/channels/${event.name}`
  return {
    action: 'send',
    summary: event.summary,
    channel: { $ref: channel },
    messages: [{ $ref: `${channel}/messages/${event.name}` }],
    tags: [{ name: event.stream }],
    'x-jetstream': { stream: event.stream, ackPolicy: 'explicit' },
  }
}

function messageOf(event: EventDefinition): object {
  return {
    name: event.type,
    summary: event.summary,
    contentType: 'application/cloudevents+json',
    payload: {
      schemaFormat: 'application/schema+json;version=draft-2020-12',
      schema: {
        allOf: [
          { $ref: '#/components/schemas/CloudEvent' },
          {
            type: 'object',
            properties: { type: { const: event.type }, data: { $ref: `./schemas/${contractFile(event)}` } },
          },
        ],
      },
    },
  }
}

// TypeBox's schemas carry marks of their own, which are no part of their JSON.
const plain = (value: object): object => JSON.parse(JSON.stringify(value)) as object

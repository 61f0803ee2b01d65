import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'

/** The services there are, in the order a mail meets them: a closed list, for events and subjects are named after them. */
export const SERVICES = ['fetcher', 'parser', 'status', 'case', 'notifier', 'console'] as const
export type ServiceName = (typeof SERVICES)[number]

const example = {
  consumer: 'status',
  text: '{"specversion":"1.0"}',
  event: null,
  error: { code: 'event/invalid', message: 'no CloudEvents envelope' },
  attempts: 1,
}

const Dead = Type.Object({
  consumer: Type.String(),
  event: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'the whole event; null where it could not be read',
  }),
  text: Type.Union([Type.String(), Type.Null()], { description: 'what came, where it is no event; cut at 64 KiB' }),
  error: Type.Object({ code: Type.String(), message: Type.String() }),
  attempts: Type.Integer({ minimum: 0 }),
})

const defineDead = <Name extends ServiceName>(service: Name) =>
  defineEvent({
    name: `dead.${service}`,
    stream: 'DEAD',
    summary: `The ${service} service gave an event up; it waits for an operator.`,
    data: Dead,
    example,
    story: ({ attempts, error }) =>
      `The ${service} service gave the event up after ${attempts} tries: ${error.message}`,
  })

const defineRedrive = <Name extends ServiceName>(service: Name) =>
  defineEvent({
    name: `redrive.${service}`,
    stream: 'DEAD',
    summary: `An operator wants the ${service} service to handle a dead letter again.`,
    data: Type.Object({ consumer: Type.String(), event: Type.Record(Type.String(), Type.Unknown()) }),
    example: { consumer: 'status', event: { specversion: '1.0' } },
    story: () => `An operator has the ${service} service handle the event again.`,
  })

export const deadLetters = Object.fromEntries(SERVICES.map((service) => [service, defineDead(service)])) as {
  readonly [Name in ServiceName]: ReturnType<typeof defineDead<Name>>
}

export const redrives = Object.fromEntries(SERVICES.map((service) => [service, defineRedrive(service)])) as {
  readonly [Name in ServiceName]: ReturnType<typeof defineRedrive<Name>>
}

import { type Static, Type } from 'typebox'
import { DUES, OUTCOMES, ROLES, SERVICE_NAMES, STATUS_TYPES } from './vocabulary.ts'

/** Values that occur in the answers of several services. */

export const ServiceName = Type.Enum(SERVICE_NAMES, { description: 'One of our services.' })
export type ServiceName = Static<typeof ServiceName>

export const Outcome = Type.Enum(OUTCOMES, { description: 'What became of a mail.' })
export type Outcome = Static<typeof Outcome>

export const Role = Type.Enum(ROLES, { description: 'What a person may do.' })
export type Role = Static<typeof Role>

export const StatusType = Type.Enum(STATUS_TYPES, {
  description: 'Whether the person is there, away, or there and not to be disturbed.',
})
export type StatusType = Static<typeof StatusType>

export const Due = Type.Enum(DUES, {
  description: 'Whether a status comes with a time of return.',
})
export type Due = Static<typeof Due>

export const Time = (description: string) =>
  Type.String({ format: 'date-time', description: `${description} RFC 3339.` })
export const Id = (description: string) => Type.String({ description })
export const MailId = Type.String({ format: 'uuid', description: 'Id of the mail, in every service and event.' })
export const Count = (description: string) => Type.Integer({ minimum: 0, description })

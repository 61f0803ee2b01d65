import { Type } from 'typebox'

/** Values that occur in several parts of tubepost.yaml. */
export const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
export const Tls = Type.Union([Type.Literal('implicit'), Type.Literal('starttls'), Type.Literal('none')])

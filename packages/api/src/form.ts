import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'

/** An object that an answer is, or holds. Answers may gain fields, so readers pass over those that they do not know. */
export const form = <Fields extends TProperties>(
  description: string,
  fields: Fields,
  example: Static<TObject<Fields>>,
): TObject<Fields> => Type.Object(fields, { description, examples: [example] })

/** A body or a query: a field that is not named is refused. */
export const closedForm = <Fields extends TProperties>(
  description: string,
  fields: Fields,
  example: Static<TObject<Fields>>,
): TObject<Fields> => Type.Object(fields, { description, examples: [example], additionalProperties: false })

export const OrNull = <Value extends TSchema>(value: Value, description?: string) =>
  Type.Union([value, Type.Null()], description === undefined ? {} : { description })

export const exampleOf = <Value extends TSchema>(value: Value): Static<Value> =>
  (value as { examples?: readonly Static<Value>[] }).examples?.[0] as Static<Value>

import { RefusedRequest } from '@tubepost/service'
import type { TSchema } from 'typebox'
import { problemText } from '../problems/problem.ts'
import { schemaMisfits } from '../checking/schema-problems.ts'
import { PersonEntry, StatusEntry } from '../schema/setup-schema.ts'

/** Reads a person sent over HTTP. Throws a RefusedRequest that lists every problem with its form. */
export const readPersonBody = (body: unknown): PersonEntry => sound(body, PersonEntry) as PersonEntry

/** Reads a status sent over HTTP; like `readPersonBody`. */
export const readStatusBody = (body: unknown): StatusEntry => sound(body, StatusEntry) as StatusEntry

function sound(body: unknown, schema: TSchema): unknown {
  const misfits = schemaMisfits(body, schema)
  if (misfits.length === 0) return body
  throw new RefusedRequest(400, 'invalid', misfits.map((misfit) => problemText(misfit, 'body')).join('; '))
}

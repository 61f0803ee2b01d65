/** More than enough for a type with the parameters that tell programs apart. */
const TYPE_CHARS = 200
const TOLD = ['charset', 'method', 'report-type'] as const
// RFC 2045 §5.1, token. A value of another form is none that a program writes there.
const TOKEN = /^[\w!#$%&'*+.^`{|}~-]+$/

/** A Content-Type as far as it tells programs apart: `text/calendar; charset=utf-8; method=REQUEST`, never a file's name. */
export function partType(token: string, parameters: ReadonlyMap<string, string>, disposition: string): string {
  // A calendar's request is shown beside the text; a file of the same type that a person attached asks for nothing.
  const isFile = token === 'text/calendar' && disposition === 'attachment'
  const told = isFile ? [] : TOLD.map((name) => [name, parameters.get(name) ?? ''] as const)
  const words = told.flatMap(([name, value]) => (TOKEN.test(value) ? [`${name}=${value}`] : []))
  return [token, ...words].join('; ').slice(0, TYPE_CHARS)
}

/** RFC 3464, and RFC 6533 for addresses beyond ASCII. */
export const DELIVERY_STATUS: ReadonlySet<string> = new Set([
  'message/delivery-status',
  'message/global-delivery-status',
])

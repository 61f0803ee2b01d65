/**
 * The parameters of a set-based statement: for each key the values of all entries, as `unnest($1::uuid[], $2::text[])` takes
 * them. The keys stand in the order of the parameters.
 */
export function columns<Entry extends object, Key extends keyof Entry>(
  entries: readonly Entry[],
  ...keys: readonly Key[]
): Entry[Key][][] {
  return keys.map((key) => entries.map((entry) => entry[key]))
}

/** Stands between JSON texts that are one parameter: no JSON text holds it (RFC 8259 §7, RFC 7464). */
const RECORD_SEPARATOR = '\u001E'

/**
 * Many JSON texts as one parameter, for `string_to_array($1, E'\\x1e')`: the elements of an array would have each of their
 * quotation marks escaped.
 */
export const asOneText = (jsonTexts: readonly string[]): string => jsonTexts.join(RECORD_SEPARATOR)

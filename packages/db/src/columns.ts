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

import { useSearchParams } from 'wouter'

/** Filters of a screen, which live in the query string: a link to the screen is a link to what is seen. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): {
  readonly filters: Readonly<Record<Name, string>>
  readonly setFilter: (name: Name, value: string) => void
} {
  const [parameters, setParameters] = useSearchParams()
  const filters = Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Record<Name, string>
  const setFilter = (name: Name, value: string) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  return { filters, setFilter }
}

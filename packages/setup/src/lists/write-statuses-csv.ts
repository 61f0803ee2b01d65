import { writeList } from './write-list.ts'

const TITLES = ['ID', 'Name', 'Aliases', 'Type', 'Due', 'Colour']

interface WrittenStatus {
  readonly id: string
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: string
  readonly due: string
  readonly colour: string | null
}

/** Statuses in CSV, piece by piece; `readStatusesCsv` reads the same entries from it. */
export const writeStatusesCsv = (statuses: readonly WrittenStatus[]): Generator<string> =>
  writeList(TITLES, statuses, ({ id, name, aliases, type, due, colour }) => [
    ...[id, name, aliases.map(aliasCell).join('; '), type, due, colour ?? ''],
  ])

const aliasCell = (alias: string): string => (/[";,|]|^\s|\s$/.test(alias) ? `"${alias.replaceAll('"', '""')}"` : alias)

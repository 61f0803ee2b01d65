import { peopleColumns } from './people-columns.ts'
import { titlesOf } from './read-list.ts'
import { statusesColumns } from './read-statuses-csv.ts'

/**
 * Which list a CSV file holds, by its titles: people have addresses, statuses a type, a due, a colour or aliases. A file that
 * has neither is told what a list of people wants.
 */
export function listInFile(bytes: Buffer): 'people' | 'statuses' {
  const titles = titlesOf(bytes)
  if (peopleColumns(titles).includes('addresses')) return 'people'
  const columns = statusesColumns(titles)
  const isOfStatuses = (['aliases', 'type', 'due', 'colour'] as const).some((column) => columns.includes(column))
  return columns.includes('name') && isOfStatuses ? 'statuses' : 'people'
}

import type { PersonEntry } from '../schema/setup-schema.ts'
import { writeList } from './write-list.ts'

const TITLES = ['ID', 'Name', 'E-mail', 'Time zone', 'Language', 'Role']

type WrittenPerson = Omit<PersonEntry, 'role'> & { readonly role?: string }

/** People in CSV, piece by piece; `readPeopleCsv` reads the same entries from it. */
export const writePeopleCsv = (people: readonly WrittenPerson[]): Generator<string> =>
  writeList(TITLES, people, ({ id = '', name, addresses, timeZone = '', locale = '', role = '' }) => [
    ...[id, name, addresses.join('; '), timeZone, locale, role],
  ])

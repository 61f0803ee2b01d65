import { closest } from '../problems/closest.ts'

/** A record of a list, and several. */
export interface ListWords {
  readonly one: string
  readonly many: string
}

/** The first line of a file in which a column was looked for. */
function titlesIn(titles: readonly string[]): string {
  if (titles.length === 1)
    return `the first line is one column, "${cut(titles[0] ?? '')}"; put ; , | or a tab between the titles`
  const there = titles.map((title) => `"${cut(title)}"`).join(', ')
  return `there are ${there}${titles.some((title) => title.includes('@')) ? '; the first line must hold the titles of the columns' : ''}`
}

// A title is a word or two; what is longer is none.
const LONGEST_TITLE = 40
const cut = (title: string): string => (title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title)

/** Everything that is said about a list in CSV. */
export const csvTexts = {
  empty: ({ one, many }: ListWords) =>
    `holds no ${many}: a first line with the titles of the columns, and a line for each ${one}, are wanted`,
  tooManyRows: (most: number, { many }: ListWords) => `holds more than ${most} ${many}; divide it`,
  tooManyProblems: (most: number) =>
    `is as far as the file was read: ${most} problems or more stand above; mend those first`,
  noColumn: (wanted: string, titles: readonly string[]) => `no column is called ${wanted}; ${titlesIn(titles)}`,
  workbook: () => 'is a workbook of a spreadsheet program; save it as CSV, and name that file',
  twice: (title: string) => `two columns mean the same: "${title}" is the second`,
  ignored: (title: string, known: readonly string[]) => {
    const meant = closest(title.toLowerCase().replace(/[^\p{L}]/gu, ''), known)
    return `the column "${title}" is not read${meant === undefined ? '' : `; did you mean "${meant}"?`}`
  },
  quoteOpen: () => 'a field that begins with " has no closing "',
  quoteInside: () => 'a " stands within a field; a field that holds one is put in quotes, and the " is doubled: ""',
  tooLong: (most: number) => `is longer than ${most} characters; is a closing " missing?`,
  fields: (given: number, wanted: number) =>
    `has ${given} fields, and the header has ${wanted}; is a field not in quotes?`,
  noName: () => 'has no name',
  noAddress: () => 'has no address',
  duplicate: (what: string, key: string, line: number) => `the ${what} "${key}" is already on line ${line}`,
  unreadable: (said: string) => said,
} as const

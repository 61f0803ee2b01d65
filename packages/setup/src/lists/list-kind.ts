import type { TSchema } from 'typebox'
import type { ListWords } from './csv-texts.ts'

/** A record of a file, with its line. Fields without a value are left out. */
export interface ListRow<Entry> {
  readonly line: number
  readonly entry: Entry
}

export interface RowFinding {
  /** From 1, as a text editor counts; a quoted field may span several. */
  readonly line: number
  readonly text: string
}

export interface ListFile<Entry> {
  readonly rows: readonly ListRow<Entry>[]
  /** While there is one, nothing of the file is to be applied. */
  readonly problems: readonly RowFinding[]
  readonly notes: readonly RowFinding[]
}

/** The values of a row that are not empty, by column, without the guard before formulas. */
export type ValuesOf<Column extends string> = (column: Column) => string[]
/** Notes what is wrong with a row. */
export type Wrong = (text: string) => void

/** A list that comes as CSV: its columns, and what a row of it becomes. */
export interface ListKind<Column extends string, Entry extends { readonly id?: string }> {
  readonly words: ListWords
  readonly schema: TSchema
  /** More are refused: the whole list is in memory. */
  readonly most: number
  /** Folded titles, to guess what a misspelt one means. */
  readonly titles: readonly string[]
  columnsOf(titles: readonly string[]): (Column | undefined)[]
  /** The columns of which there has to be one each, and how they are called in a sentence. */
  readonly wanted: readonly { readonly anyOf: readonly Column[]; readonly called: string }[]
  /** Columns that may come several times. */
  readonly repeats: readonly Column[]
  entryOf(valuesOf: ValuesOf<Column>, wrong: Wrong): Entry
  /** Things that no two rows share, such as an address: the word for it, and the form in which it is compared. */
  keysOf(entry: Entry): (readonly [what: string, key: string])[]
}

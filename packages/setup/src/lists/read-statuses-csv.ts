import { problemTexts } from '../problems/problem-texts.ts'
import { StatusEntry } from '../schema/setup-schema.ts'
import { csvTexts } from './csv-texts.ts'
import type { ListFile, ListKind, ListRow, ValuesOf, Wrong } from './list-kind.ts'
import { readList } from './read-list.ts'
import { byTitle, foldTitle } from './title-words.ts'

// A board has a few dozen.
const MOST_STATUSES = 1_000
// Quotes stand around an alias that has a sign in it which else stands between two; `aliasCell` writes them.
const ONE_ALIAS = /(?:"(?:[^"]|"")*"|[^;,|\n])+/g

export type StatusRow = ListRow<StatusEntry>
export type StatusesFile = ListFile<StatusEntry>
type Column = keyof StatusEntry

/** Titles of columns in English, German, French and Spanish, folded as `foldTitle` folds them. */
const TITLES: Readonly<Record<Column, readonly string[]>> = {
  id: ['id', 'kennung', 'identifiant', 'identificador'],
  name: ['name', 'status', 'title', 'bezeichnung', 'nom', 'statut', 'nombre', 'estado'],
  aliases: [
    ...['alias', 'aliases', 'synonym', 'synonyms', 'othernames', 'alsocalled', 'shortcut', 'shortcuts'],
    ...['aliase', 'synonyme', 'weiterenamen', 'anderenamen', 'kurzel', 'kurzformen'],
    ...['synonymes', 'autresnoms', 'abreviation', 'abreviations', 'sinonimo', 'sinonimos', 'otrosnombres'],
  ],
  type: ['type', 'kind', 'art', 'typ', 'tipo', 'clase'],
  due: [
    ...['due', 'dueback', 'return', 'duetime', 'ruckkehr', 'zuruck', 'ruckkehrzeit'],
    ...['retour', 'heurederetour', 'regreso', 'vuelta', 'horadevuelta'],
  ],
  colour: ['colour', 'color', 'farbe', 'couleur'],
}
const BY_TITLE = byTitle(TITLES)
export const statusesColumns = (titles: readonly string[]): (Column | undefined)[] =>
  titles.map(foldTitle).map((title) => BY_TITLE.get(title) ?? BY_TITLE.get(title.replace(/\d+$/, '')))

const TYPES = ['in', 'out', 'unavailable'] as const
const DUES = ['optional', 'required', 'forbidden'] as const

const kind: ListKind<Column, StatusEntry> = {
  words: { one: 'status', many: 'statuses' },
  schema: StatusEntry,
  most: MOST_STATUSES,
  titles: [...BY_TITLE.keys()],
  columnsOf: statusesColumns,
  wanted: [{ anyOf: ['name'], called: 'Name' }],
  repeats: ['aliases'],
  entryOf,
  // Names and aliases are compared as the grammar does, where they are merged.
  keysOf: () => [],
}

/** Reads statuses from CSV: several aliases in one field or column after column. */
export const readStatusesCsv = (bytes: Buffer): StatusesFile => readList(bytes, kind)

function entryOf(valuesOf: ValuesOf<Column>, wrong: Wrong): StatusEntry {
  const [id] = valuesOf('id')
  const [name = ''] = valuesOf('name')
  const [colour] = valuesOf('colour')
  const aliases = valuesOf('aliases').flatMap((value) => value.match(ONE_ALIAS)?.map(plainAlias).filter(Boolean) ?? [])
  if (name === '') wrong(csvTexts.noName())
  const type = wordOf('type', TYPES, valuesOf, wrong)
  const due = wordOf('due', DUES, valuesOf, wrong)
  return {
    name,
    ...(id !== undefined && { id }),
    ...(aliases.length > 0 && { aliases }),
    ...(type !== undefined && { type }),
    ...(due !== undefined && { due }),
    ...(colour !== undefined && { colour }),
  }
}

function wordOf<Word extends string>(
  column: Column,
  words: readonly Word[],
  valuesOf: ValuesOf<Column>,
  wrong: Wrong,
): Word | undefined {
  const [given] = valuesOf(column)
  const word = words.find((each) => each === given?.toLowerCase())
  if (given !== undefined && word === undefined) wrong(`${column}: ${problemTexts.notOneOf(words, given)}`)
  return word
}

function plainAlias(given: string): string {
  const text = given.trim()
  return /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}

// A spreadsheet takes a text that begins so for a formula, also in the wide forms of East Asian keyboards, and runs it.
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/
const GUARD = "'"

/**
 * A text as a cell that no spreadsheet runs (OWASP, CSV Injection): an apostrophe stands before what would be a formula, and one
 * more before a text that looks like that already. `plainCell` is its inverse.
 */
export const guardedCell = (text: string): string => (FORMULA.test(text) ? `${GUARD}${text}` : text)

/** The text in a cell. */
export const plainCell = (cell: string): string => (cell.startsWith(GUARD) && FORMULA.test(cell) ? cell.slice(1) : cell)

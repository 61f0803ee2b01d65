/** Rules about SQL that PostgreSQL itself does not check. */

interface SqlProblem {
  readonly line: number
  readonly problem: string
}

/**
 * PostgreSQL may run a sub-select again for every row of the outer statement, and each run of one with a limit may find
 * other rows: a claim of one row then takes them all. A CTE `as materialized` runs once.
 * @param source a file with SQL in it
 */
export function sqlProblems(source: string): SqlProblem[] {
  return [...source.matchAll(/\bin\s*\(\s*select\b/gi)].flatMap(({ index, 0: opening }) => {
    const limited = /\blimit\b/i.test(upToItsEnd(source.slice(index + opening.length)))
    const line = source.slice(0, index).split('\n').length
    return limited ? [{ line, problem: '`in (select … limit …)` may run once a row: `with … as materialized`' }] : []
  })
}

/** The text up to the bracket that closes what is open before it. */
function upToItsEnd(text: string): string {
  let depth = 1
  for (const { 0: bracket, index } of text.matchAll(/[()]/g)) {
    depth += bracket === '(' ? 1 : -1
    if (depth === 0) return text.slice(0, index)
  }
  return text
}

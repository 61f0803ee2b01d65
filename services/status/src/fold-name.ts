/** The form in which names and aliases are compared, as in a subject: `ＯＵＴ`, `out` and `Out` are one, and so are ✈ and ✈️. */
export function foldName(name: string): string {
  // Upper case first: it is what makes ß and ς equal to ss and σ, as in Unicode's full case folding.
  return name
    .replace(/[\uFE0E\uFE0F]/g, '')
    .trim()
    .replace(/\s+/g, ' ')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
}

/** The form in which names, aliases and addresses are compared: `ＯＵＴ`, `out` and `Out` are one name. */
export function foldName(name: string): string {
  // Upper case first: it is what makes ß and ς equal to ss and σ, as in Unicode's full case folding.
  return name.trim().replace(/\s+/g, ' ').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

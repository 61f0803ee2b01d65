/** Pure. The number of a case as somebody types it, with or without its word; undefined where it is none. */
export function readCaseNumber(text: string): string | undefined {
  const digits = /^(?:case-)?([1-9]\d{0,9})$/i.exec(text.trim())?.[1]
  return digits === undefined ? undefined : `CASE-${digits}`
}

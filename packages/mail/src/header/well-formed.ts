/**
 * Turns text from a mail into text that PostgreSQL, JSON and NATS accept: without NUL and lone surrogates. No other
 * place does. Cheap when there is nothing to remove, which is nearly always.
 */
export function wellFormed(text: string): string {
  const withoutNul = text.includes('\0') ? text.replaceAll('\0', '') : text
  // Under the u flag \p{Surrogate} matches only a surrogate that has lost its other half.
  return withoutNul.isWellFormed() ? withoutNul : withoutNul.replace(/\p{Surrogate}/gu, '')
}

/** Well-formed text on one line: controls become spaces. For values that are read as one header line. */
export function oneLine(text: string): string {
  return wellFormed(text)
    .replace(/[\u0001-\u001f\u007f]+/g, ' ')
    .trim()
}

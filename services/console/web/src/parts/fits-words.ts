/** Whether each word of a filter occurs in one of the texts. Nothing typed fits all. Pure. */
export function fitsWords(typed: string, texts: readonly string[]): boolean {
  const text = fold(texts.join(' '))
  return fold(typed)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Letters alone: `José` is found as `jose`. */
const fold = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()

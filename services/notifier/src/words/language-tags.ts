/** The canonical form of a BCP 47 tag, `de-DE`; null for any other text. */
export function languageTag(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null
  } catch {
    return null
  }
}

/** `de` of `de-DE`. */
export function baseLanguage(tag: string): string {
  return tag.split('-')[0] ?? tag
}

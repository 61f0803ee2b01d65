/** The canonical form of a BCP 47 tag of a language that there is, `de-DE`; null for any other text, such as `german`. */
export function languageTag(text: string): string | null {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(text)[0] ?? null
  } catch {
    return null
  }
}

/** `de` of `de-DE`. */
export function baseLanguage(tag: string): string {
  return tag.split('-')[0] ?? tag
}

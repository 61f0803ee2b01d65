/** Whether a name, a unit or a clock may end before `at`: grammar rule G4. */
export function endsToken(text: string, at: number): boolean {
  const sign = text[at]
  switch (sign) {
    case undefined:
    case ' ':
    case ';':
    case ')':
      return true
    case ',':
    case ':':
    case '–':
    case '—':
      return !(isDigit(text[at - 1]) && isDigit(text[at + 1])) // `2:30`, `1,5` and `9–11` are one token each
    case '-':
      return text[at + 1] === ' ' || (at + 1 === text.length && text[at - 1] === ' ')
    case '.':
    case '!':
    case '?':
      return endsToken(text, afterStops(text, at)) // never a stop again, so this goes one level deep
    default:
      return false
  }
}

/** The end of a run of full stops, exclamation and question marks. */
export function afterStops(text: string, at: number): number {
  let end = at
  while (text[end] === '.' || text[end] === '!' || text[end] === '?') end += 1
  return end
}

/** Past blanks and the punctuation that ends a token: what may stand between a name and the rest. */
export function skipSeparators(text: string, from: number): number {
  let at = from
  while (at < text.length && endsToken(text, at)) at = Math.max(at + 1, afterStops(text, at))
  return at
}

function isDigit(sign: string | undefined): boolean {
  return sign !== undefined && sign >= '0' && sign <= '9'
}

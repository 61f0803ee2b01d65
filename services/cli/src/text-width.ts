// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const ASCII = /^[\0-\x7f]*$/
// Scripts whose letters take two cells of a terminal (UAX #11), and pictures; Katakana has narrow forms besides.
const WIDE =
  /^(?:(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}]|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|.\ufe0f)/u
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u
const graphemes = new Intl.Segmenter()

const widthOf = (sign: string): number => (INVISIBLE.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1)

/** Cells of a terminal that a text without control characters takes. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment)
  return width
}

// A family with the colours of its skin has 25 code units; a thousand marks on a letter, or nothing to see, is mischief.
const LONGEST_SIGN = 32

/** A text that takes so many cells at most, with an ellipsis where it was longer; no letter is cut in two. */
export function cutToWidth(text: string, most: number): string {
  if (text.length <= most && ASCII.test(text)) return text
  let width = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(text)) {
    width += widthOf(segment)
    if (width > most || index + segment.length > most * LONGEST_SIGN) return `${text.slice(0, end)}…`
    if (width < most) end = index + segment.length
  }
  return text
}

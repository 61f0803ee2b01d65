// The abbreviations people write after a clock. They are read only to be warned of: `CST` alone means three zones.
const ZONES = new Set([
  ...['UTC', 'GMT', 'BST', 'WET', 'WEST', 'CET', 'CEST', 'MEZ', 'MESZ', 'EET', 'EEST', 'MSK'],
  ...[
    'ET',
    'EST',
    'EDT',
    'CT',
    'CST',
    'CDT',
    'MT',
    'MST',
    'MDT',
    'PT',
    'PST',
    'PDT',
    'AKST',
    'AKDT',
    'HST',
    'AST',
    'ADT',
    'BRT',
    'ART',
  ],
  ...[
    'IST',
    'PKT',
    'SGT',
    'HKT',
    'JST',
    'KST',
    'WIB',
    'AWST',
    'ACST',
    'AEST',
    'AEDT',
    'NZST',
    'NZDT',
    'SAST',
    'EAT',
    'WAT',
  ],
])

// In lower case only those that are no words: `ist` is one in German, `est` and `et` in French, `eat` and `art` in English.
const ALSO_LOWER = new Set(
  'utc gmt bst cet cest mez mesz edt cst cdt mst mdt pst pdt jst aest aedt nzst nzdt'.split(' '),
)

const LEADING_ZONE = /^[ ,(]*(\p{Lu}{2,4}|\p{Ll}{3,4})(?:[+-]\d{1,2}(?::?\d\d)?)?(?![\p{L}\p{N}])/u

/** Rule G9: whether the text behind a clock names a time zone, which is never guessed. */
export function startsWithZone(shown: string, language: string): boolean {
  const name = LEADING_ZONE.exec(shown)?.[1] ?? ''
  return ZONES.has(name) || ALSO_LOWER.has(name) || (name === 'est' && language !== 'fr')
}

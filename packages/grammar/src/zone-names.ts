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

// Upper case only: `est` and `et` are French words, `ist` is a German one.
const LEADING_ZONE = /^[ ,(]*([A-Z]{2,4})(?:[+-]\d{1,2}(?::?\d\d)?)?(?![\p{L}\p{N}])/u

/** Rule G9: whether the text behind a clock names a time zone, which is never guessed. */
export function startsWithZone(shown: string): boolean {
  return ZONES.has(LEADING_ZONE.exec(shown)?.[1] ?? '')
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const STEP = 1_000

/** Pure. A number of bytes as people say it: 48 kB. */
export function writeSize(bytes: number, locale: string): string {
  const at = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / Math.log10(STEP)), UNITS.length - 1)
  const unit = UNITS[at] ?? 'byte'
  const value = bytes / STEP ** at
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && at > 0 ? 1 : 0,
  }).format(value)
}

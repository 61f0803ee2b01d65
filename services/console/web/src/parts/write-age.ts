const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** How long ago something was, in the largest unit of which there is one: `3 minutes ago`. Pure; a time to come is now. */
export function writeAge(at: string, { now, locale }: { now: number; locale: string }): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(at)) / 1_000))
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(locale).format(-Math.floor(seconds / length), unit)
}

import type { ReactNode } from 'react'
import { useNow } from '../../parts/use-now.ts'
import { useSpeech } from '../../words/words.tsx'

/** The time of the organisation, to the minute, with its day and the name of its zone. */
export function WallClock({ timeZone }: { timeZone: string }): ReactNode {
  const { language } = useSpeech()
  const now = useNow()
  const write = (form: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...form }).format(now)
  return (
    <div className="wall-clock">
      <time dateTime={new Date(now).toISOString()}>{write({ hour: 'numeric', minute: '2-digit' })}</time>
      <span>
        {write({ weekday: 'long', day: 'numeric', month: 'long' })} · {zoneName(language, timeZone, now)}
      </span>
    </div>
  )
}

/** As people call it: Eastern Time. */
function zoneName(locale: string, timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(now)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'
import { useNow } from './use-now.ts'
import { differs, writeInFull, writeTime, zoneWritten } from './write-time.ts'

export const viewersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/**
 * A moment by the viewer's clock, or by that of a zone. With `persons`, the clock of the person stands beside it where it shows
 * another time.
 */
export function Time(props: { at: string; persons?: boolean; timeZone?: string }): ReactNode {
  const { at, persons = false, timeZone = viewersZone() } = props
  const { language, say } = useSpeech()
  const now = useNow()
  const theirs = persons ? zoneWritten(at) : undefined
  const isElsewhere = theirs !== undefined && differs(at, timeZone, theirs)
  return (
    <time dateTime={at} title={writeInFull(at, { locale: language, timeZone })}>
      <span className="clock">{writeTime(at, { now, locale: language, timeZone })}</span>
      {isElsewhere && (
        <>
          {' '}
          <span className="theirs">
            {say('time.theirs', { time: writeTime(at, { now, locale: language, timeZone: theirs }) })}
          </span>
        </>
      )}
    </time>
  )
}

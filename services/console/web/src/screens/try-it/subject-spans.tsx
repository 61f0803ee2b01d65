import type { Reading } from '@tubepost/api'
import type { ReactNode } from 'react'
import { useSpeech } from '../../words/words.tsx'
import { splitBySpans } from './split-by-spans.ts'

/** The subject with each part marked by its meaning, in colour and in words. */
export function SubjectSpans({ reading }: { reading: Reading }): ReactNode {
  const { say } = useSpeech()
  return (
    <p className="spans">
      {splitBySpans(reading).map(({ text, meaning, start }) =>
        meaning === undefined ? (
          <span key={start}>{text}</span>
        ) : (
          <mark key={start} className={`span-${meaning}`}>
            {text}
            <small> {say(`span.${meaning}`)}</small>
          </mark>
        ),
      )}
    </p>
  )
}

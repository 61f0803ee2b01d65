import type { Reading } from '@tubepost/api'
import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'
import { Time } from './time.tsx'

/** How a subject is understood, in one line, with what is doubtful about it. */
export function ReadingLine({ reading }: { reading: Reading }): ReactNode {
  const { say, wordFor } = useSpeech()
  const { status, dueBack, comment, error, warnings } = reading
  return (
    <>
      {error === null ? (
        <p>
          <strong>{status}</strong>
          {dueBack !== null && (
            <>
              {' '}
              {say('board.until')} <Time at={dueBack} persons />
            </>
          )}
          {comment !== null && <>: {comment}</>}
        </p>
      ) : (
        <p className="problem-text">
          {wordFor('reading', error.code)}
          {error.suggestions.length > 0 && <> {say('reading.suggest', { names: error.suggestions.join(', ') })}</>}
        </p>
      )}
      {warnings.map((code) => (
        <p key={code} className="quiet">
          {wordFor('warning', code)}
        </p>
      ))}
    </>
  )
}

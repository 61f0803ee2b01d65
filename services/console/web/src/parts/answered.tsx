import { Button, Loader } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSpeech } from '../words/words.tsx'
import { Notice } from './notice.tsx'
import { Problem } from './problem.tsx'

/** An answer as a screen shows it: that it is waited for, why there is none, that it is empty, or the answer itself. */
export function Answered<Answer>(props: {
  query: UseQueryResult<Answer>
  /** The sentence for an answer with nothing in it. */
  empty?: ((answer: Answer) => string | undefined) | undefined
  children: (answer: Answer) => ReactNode
}): ReactNode {
  const { query, empty, children } = props
  const { say } = useSpeech()
  const { data, error } = query
  if (data !== undefined) {
    const nothing = empty?.(data)
    return nothing === undefined ? children(data) : <Notice>{nothing}</Notice>
  }
  if (error === null) return <Waiting />
  return (
    <Problem error={error}>
      <Button size="compact-sm" variant="default" onClick={() => void query.refetch()}>
        {say('state.again')}
      </Button>
    </Problem>
  )
}

export function Waiting(): ReactNode {
  const { say } = useSpeech()
  return (
    <div role="status" className="waiting">
      <Loader size="sm" aria-hidden="true" /> {say('state.loading')}
    </div>
  )
}

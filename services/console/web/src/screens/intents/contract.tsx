import type { EventTypes } from '@tubepost/api'
import type { ReactNode } from 'react'
import { useSpeech } from '../../words/words.tsx'

/** The contract that integrators build on: an example of an event's data, and their schema. */
export function Contract({ type }: { type: EventTypes['types'][number] }): ReactNode {
  const { say } = useSpeech()
  const { name, summary, example, contract } = type
  return (
    <details>
      <summary>
        {say('intents.contract')} <code className="wrap">{name}</code>
      </summary>
      <p lang="en">{summary}</p>
      <h2 className="group">{say('intents.example')}</h2>
      <pre className="raw">{JSON.stringify(example, null, 2)}</pre>
      <h2 className="group">{say('intents.schema')}</h2>
      <pre className="raw">{JSON.stringify(contract, null, 2)}</pre>
    </details>
  )
}

import type { StoryLine } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

/** A step in a mail's story: the sentence of its event, and below it the data that the sentence rests on. */
export function StoryStep({ line }: { line: StoryLine }): ReactNode {
  const { say } = useSpeech()
  const { at, service, event, text, data } = line
  return (
    <li>
      <span className="quiet">
        <Time at={at} /> · {service}
      </span>
      <br />
      <span lang="en">{text}</span>
      <details>
        <summary>
          {say('mail.why')} <code>{event}</code>
        </summary>
        <pre className="raw">{JSON.stringify(data, null, 2)}</pre>
      </details>
    </li>
  )
}

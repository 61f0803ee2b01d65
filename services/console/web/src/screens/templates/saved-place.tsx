import type { OneTemplate } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

/** Whether the words are edited, and for which place; those of a wider place are used where nobody edited closer ones. */
export function SavedPlace({ edited, isHere }: { edited: OneTemplate['edited']; isHere: boolean }): ReactNode {
  const { say } = useSpeech()
  if (edited === null) return <p className="quiet intro">{say('templates.asTheyCome')}</p>
  const place = [
    edited.mailbox ?? say('templates.allMailboxes'),
    edited.language ?? say('templates.allLanguages'),
  ].join(', ')
  return (
    <p className="quiet intro">
      {isHere ? say('templates.edited') : say('templates.editedAt', { place })} <Time at={edited.updatedAt} />
    </p>
  )
}

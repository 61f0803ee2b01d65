import type { ReactNode } from 'react'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useSpeech } from '../../words/words.tsx'
import { reachableLink } from './reachable-link.ts'

/** The link of a screen, to be copied. */
export function ScreenLink({ link }: { link: string }): ReactNode {
  const { say } = useSpeech()
  const shown = reachableLink(link, location.origin)
  return (
    <Notice kind="good">
      {say('wall.once')} <code className="wrap">{shown}</code>{' '}
      <CopyButton label={say('invite.copy')} text={() => shown} />
    </Notice>
  )
}

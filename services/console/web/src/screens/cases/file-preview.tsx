import type { CaseFile } from '@tubepost/api'
import { type ReactNode, useState } from 'react'
import { useCasesSpeech } from '../../words/part-speech.tsx'

/** A file as a small picture, once it comes into view; nothing for a file that its bytes show to be none. */
export function FilePreview({ file: { id, name, mediaType } }: { file: CaseFile }): ReactNode {
  const { say } = useCasesSpeech()
  const [isPicture, setPicture] = useState(mediaType.startsWith('image/'))
  if (!isPicture) return null
  return (
    <img
      className="preview"
      src={`/api/case/files/${id}/preview`}
      // A text for a reader has no elements that could isolate the name.
      alt={name?.replaceAll(/\p{Bidi_Control}/gu, '') ?? say('case.unnamed')}
      loading="lazy"
      onError={() => setPicture(false)}
    />
  )
}

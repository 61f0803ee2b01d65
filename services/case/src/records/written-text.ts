import { wellFormed } from '@tubepost/events'
import { RefusedRequest } from '@tubepost/service'

/** Pure. Text of a note as it is kept, with its lines and tabs; throws the refusal of one that shows nothing. */
export function noteText(text: string): string {
  const note = wellFormed(text).replaceAll(/[\p{Cc}--[\t\n\r]]/gv, '')
  refuseBlank(note, 'text')
  return note
}

/** Pure. A subject in one line, without controls, as a subject of a mail is; throws the refusal of one that shows nothing. */
export function subjectText(text: string): string {
  const subject = wellFormed(text)
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  refuseBlank(subject, 'subject')
  return subject
}

const INVISIBLE = /[\p{Cc}\p{Cf}\s]/gu

function refuseBlank(text: string, field: string): void {
  if (text.replaceAll(INVISIBLE, '') === '')
    throw new RefusedRequest(400, 'blank', `${field}: it is blank. Write at least one character that can be seen.`)
}

import { parseMailboxes } from '@tubepost/mail'
import type { Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'

/** An address is read as the parser reads those of mails: what it cannot read there can never match. */
export function addressProblems(text: string): Problem[] {
  const { mailboxes, defects } = parseMailboxes(text)
  const [found] = mailboxes
  if (found === undefined || mailboxes.length > 1 || defects.length > 0)
    return [{ path: [], text: problemTexts.noAddress(text) }]
  // A comment, a name or spaces: the parser would see the address without them, and compare that.
  return isAlone(text, found.address) ? [] : [{ path: [], text: problemTexts.nameWithAddress(text, found.address) }]
}

/** The From of replies: one address, with or without a name. */
export function fromProblems(text: string): Problem[] {
  const { mailboxes, defects } = parseMailboxes(text)
  if (mailboxes.length > 1) return [{ path: [], text: problemTexts.severalFrom(text) }]
  return mailboxes.length === 0 || defects.length > 0 ? [{ path: [], text: problemTexts.noFrom(text) }] : []
}

/** The parsed form has its domain in lower-case ASCII. */
const isAlone = (text: string, address: string): boolean => {
  const local = address.slice(0, address.lastIndexOf('@'))
  return text.trim() === text && text.startsWith(`${local}@`) && !/[<>()\s]/.test(text.slice(local.length))
}

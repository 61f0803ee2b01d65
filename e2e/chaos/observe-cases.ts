import { createHash } from 'node:crypto'
import type { CasePage, WholeCase } from '@tubepost/api'
import { ask, type Asked, get, inTurn } from './ask.ts'

export interface SeenCase {
  number: string
  /** As its list counts them. */
  count: number
  mailboxes: readonly string[]
  mails: readonly { mailId: string | null; messageId: string | null; sha256: string | null }[]
}

/** Every case with the mails of its timeline, and the digest of each one's bytes; null where they are not kept. */
export async function observeCases(asked: Asked): Promise<SeenCase[]> {
  const numbers: string[] = []
  for (let before: string | null = ''; before !== null; ) {
    const page: CasePage = await get(asked, `/api/case/cases?limit=200${before}`)
    numbers.push(...page.cases.map(({ number }) => number))
    before = page.next === null ? null : `&before=${encodeURIComponent(page.next)}`
  }
  return inTurn(numbers, async (number) => {
    const { case: shown, timeline } = await get<WholeCase>(asked, `/api/case/cases/${number}`)
    const mails: SeenCase['mails'][number][] = []
    for (const { kind, mailId, messageId, size } of timeline) {
      if (kind !== 'mail') continue
      const call = `/api/case/mails/${mailId}/raw`
      const sha256 = size === null ? null : await ask(asked, call, async (answer) => digest(await answer.bytes()))
      mails.push({ mailId, messageId, sha256 })
    }
    return { number, count: shown.mails, mailboxes: shown.mailboxes, mails }
  })
}

export const digest = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

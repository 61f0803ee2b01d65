import type { Decision } from '@tubepost/api'
import { type Judgement, type Trust } from '@tubepost/mail'
import { renderReading } from '@tubepost/grammar'
import type { CaseMessage } from '../judging/decide-case.ts'
import type { Verdict } from '../judging/decide-mail.ts'
import type { Misread, StatusAsked } from '../judging/decide-status.ts'
import { MISREAD, tellRoutes } from '../judging/reason-sentences.ts'

export function explainClass({ class: found, evidence, mayReply }: Judgement): Decision {
  if (found === 'unknown')
    return {
      step: 'class',
      verdict: found,
      reason: 'The header is too long to be read whole. It gets no automatic reply.',
    }
  const rules = evidence.map(({ rule, header }) => `${header} (${rule})`).join(', ')
  const reason =
    rules === '' ? 'No field of the mail says that a machine or a list sent it.' : `By these fields: ${rules}.`
  return { step: 'class', verdict: found, reason: mayReply ? reason : `${reason} It gets no automatic reply.` }
}

const STRANGER = 'The address in From belongs to nobody in the directory, and this mailbox takes mail of strangers.'

/** The steps after the class; the one that settles the mail is the last. */
export function explainVerdict(verdict: Verdict): Decision[] {
  const { route, person, trust } = verdict
  const steps: Decision[] = []
  if (route !== undefined) {
    const first = route.route.recipient
    const taken = first === '*' ? 'The route * takes every mail.' : `The mail was sent to ${first}.`
    steps.push({ step: 'route', verdict: route.route.to, reason: [taken, tellRoutes(route)].filter(Boolean).join(' ') })
  }
  if (person !== undefined)
    steps.push({ step: 'sender', verdict: person.id, reason: `The address in From is one of ${person.name}’s.` })
  else if (verdict.kind === 'message') steps.push({ step: 'sender', verdict: 'stranger', reason: STRANGER })
  if (trust !== undefined) steps.push({ step: 'trust', verdict: trust.level, reason: tellEvidence(trust) })
  if (verdict.kind === 'message') steps.push(explainThread(verdict))
  else if (verdict.kind !== 'settled') steps.push(explainReading(verdict))
  const settlement = settlementOf(verdict)
  if (settlement !== null)
    steps.push({
      step: 'settlement',
      verdict: settlement.outcome,
      reason: `${settlement.reason}: ${settlement.text}`,
    })
  return steps
}

/** How the parser would settle the mail; null where the service does that its route is for. */
export function settlementOf(verdict: Verdict): { outcome: string; reason: string; text: string } | null {
  switch (verdict.kind) {
    case 'intent':
    case 'message':
      return null
    case 'misread':
      return {
        outcome: 'rejected',
        reason: verdict.reason,
        text: MISREAD[verdict.reason] ?? 'The subject could not be read.',
      }
    case 'settled':
      return { outcome: verdict.outcome, reason: verdict.reason, text: verdict.text }
  }
}

function explainThread({ thread }: CaseMessage): Decision {
  const { references, ours, tags, numbers } = thread
  const named = [
    ...(references.length === 0 ? [] : [`Message-IDs in References and In-Reply-To (${references.length})`]),
    ...(ours.length === 0 ? [] : [`replies of ours (${ours.length})`]),
    ...(tags.length === 0 ? [] : [`numbers in the subject (${tags.join(', ')})`]),
    ...(numbers.length === 0 ? [] : [`numbers among the recipients (${numbers.join(', ')})`]),
  ]
  const reason =
    named.length === 0
      ? 'The mail names no other, so it opens a case where the mailbox allows that.'
      : `The mail names ${named.join(', ')}. It belongs to the case that one of them leads to; else it opens one where the mailbox allows that.`
  return { step: 'reading', verdict: named.length === 0 ? 'new' : 'answer', reason }
}

function explainReading(verdict: StatusAsked | Misread): Decision {
  const { reading, person, sentAt } = verdict
  const where = `read as of ${sentAt} in ${person.timeZone} (${person.locale})`
  if (reading.error !== null)
    return { step: 'reading', verdict: reading.error.code, reason: `The subject was ${where}.` }
  const warnings = reading.warnings.length === 0 ? '' : `, with ${reading.warnings.join(', ')}`
  return {
    step: 'reading',
    verdict: reading.status.name,
    reason: `The subject means "${renderReading(reading)}", ${where}${warnings}.`,
  }
}

function tellEvidence({ level, evidence }: Trust): string {
  return level === 'unverified' ? `Nothing vouches for the sender: ${evidence}.` : `By the trusted server: ${evidence}.`
}

import { AUTO_MAIL_RULES, type AutoMailRule } from './auto-mail-rules.ts'
import type { Headers } from '../header/headers.ts'
import type { MailClass, RuleAnswer } from './mail-class.ts'
import { MailFacts, type JudgeContext } from './mail-facts.ts'

export interface Evidence {
  rule: string
  header: string
  /** The value in the mail, shortened. */
  value: string
}

export interface Judgement {
  class: MailClass
  /** False when an automatic reply could reach a machine. Answers that people write are not concerned. */
  mayReply: boolean
  /** Every rule that matched, in the order of the fields, once for each rule and field name. */
  evidence: Evidence[]
}

/**
 * Tells people's mail from machines' by the rules of RELIABILITY.md §4. Never by words in the body.
 *
 * One pass over the fields; a field meets only the rules that name it, so a usual mail costs a few microseconds.
 */
export function judge(headers: Headers, context: JudgeContext): Judgement {
  const mail = new MailFacts(headers, context)
  const evidence: Evidence[] = []
  const verdicts = new Set<RuleAnswer>()
  const meet = (header: string, value: string): void => {
    for (const rule of rulesFor(header)) {
      const verdict = rule.judge(value, mail)
      if (verdict === undefined) continue
      verdicts.add(verdict)
      if (evidence.some((known) => known.rule === rule.name && known.header === header)) continue
      evidence.push({ rule: rule.name, header, value: value.slice(0, EVIDENCE_CHARS).toWellFormed() })
    }
  }
  if (typeof context.envelopeFrom === 'string') meet('envelope', context.envelopeFrom)
  for (const { name, value } of headers.fields) meet(name, value)

  const decided = mostDecisive(verdicts)
  // A sign of a machine may stand in the part that was not read.
  const found = decided === 'normal' && !headers.complete ? 'unknown' : decided
  return { class: found, mayReply: found === 'normal' && !verdicts.has('no-reply'), evidence }
}

const EVIDENCE_CHARS = 200

/** DESIGN.md, Class. A report of mere delay or success is told from a bounce by its actions or its subject. */
const MOST_DECISIVE_FIRST = [
  'loop',
  'dsn-delayed',
  'dsn-success',
  'bounce',
  'feedback-report',
  'mdn',
  'calendar',
  'reaction',
  'challenge-response',
  'vacation',
  'auto-reply',
  'bulk',
] as const satisfies readonly MailClass[]

function mostDecisive(verdicts: ReadonlySet<RuleAnswer>): MailClass {
  const decided = MOST_DECISIVE_FIRST.find((mailClass) => verdicts.has(mailClass)) ?? 'normal'
  if (decided !== 'auto-reply') return decided
  // The mail is automatic; a subject may say of which kind.
  const kinds = [...verdicts].flatMap((verdict) => (typeof verdict === 'object' ? [verdict.ifAutomatic] : []))
  return MOST_DECISIVE_FIRST.find((mailClass) => kinds.includes(mailClass)) ?? decided
}

const BY_HEADER = new Map<string, AutoMailRule[]>()
const BY_PREFIX: { prefix: string; rule: AutoMailRule }[] = []
for (const rule of AUTO_MAIL_RULES) {
  for (const header of rule.headers as readonly string[]) {
    if (header.endsWith('*')) BY_PREFIX.push({ prefix: header.slice(0, -1), rule })
    else BY_HEADER.set(header, [...(BY_HEADER.get(header) ?? []), rule])
  }
}

function rulesFor(header: string): readonly AutoMailRule[] {
  const rules = BY_HEADER.get(header)
  if (rules !== undefined || !header.startsWith('x-')) return rules ?? NONE
  const wide = BY_PREFIX.filter(({ prefix }) => header.startsWith(prefix))
  return wide.length === 0 ? NONE : wide.map(({ rule }) => rule)
}

const NONE: readonly AutoMailRule[] = []

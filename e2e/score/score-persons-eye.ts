import { type Reading, readStatusSubject } from '@tubepost/grammar'
import { JUDGED, type JudgedGroup, SENT_AT, STATUSES } from './persons-eye-subjects.ts'

const AIM_PERCENT = 95
const TERMS = Object.entries(STATUSES).map(([name, aliases]) => ({ id: name, name, aliases }))

interface Judged {
  readonly subject: string
  readonly meant: string
  readonly read: string
  /** A moment of return was read that its writer did not mean: none, or another. */
  readonly isUnmeantDue: boolean
}

/** How many subjects are read as their writers meant them, and how many get a return that nobody meant (aim: none). */
export function scorePersonsEye(): void {
  console.log('')
  const all = JUDGED.flatMap((group) => {
    const judged = judgeGroup(group)
    console.log(`person's eye  ${group.name.padEnd(14)} ${tell(judged)}`)
    return judged
  })
  const wrong = all.filter(({ meant, read }) => meant !== read)
  for (const { subject, meant, read } of wrong)
    console.log(`              ${subject}\n                meant ${meant}\n                read  ${read}`)
  const unmeant = all.filter(({ isUnmeantDue }) => isUnmeantDue).length
  console.log(
    `person's eye  all            ${tell(all)} (aim ${AIM_PERCENT} %), ${unmeant} returns that nobody meant (aim 0)`,
  )
}

function judgeGroup({ locale, timeZone, offset, lines }: JudgedGroup): Judged[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [subject = '', ...meant] = line.split(' | ')
      const reading = readStatusSubject(subject, {
        statuses: TERMS,
        sentAt: `${SENT_AT}${offset}`,
        timeZone,
        locale,
        defaultReturn: '09:00',
        endOfDay: '17:00',
      })
      const read = asLine(reading)
      return {
        subject,
        meant: meant.join(' | '),
        read: read.join(' | '),
        isUnmeantDue: read[1] !== '-' && read[1] !== meant[1],
      }
    })
}

function asLine({ status, dueBack, comment, error }: Reading): [status: string, due: string, comment: string] {
  if (error !== null) return ['-', '-', '-']
  // 2026-08-12T16:00:00-04:00 as 08-12 16:00
  return [status?.name ?? '-', dueBack?.slice(5, 16).replace('T', ' ') ?? '-', comment ?? '-']
}

function tell(judged: readonly Judged[]): string {
  const right = judged.filter(({ meant, read }) => meant === read).length
  return `${right} of ${judged.length} as meant, ${((100 * right) / judged.length).toFixed(1)} %`
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { judge, limits, parseHeaderBlock, readBodyFacts } from '@tubepost/mail'
import { share } from './corpora.ts'

/** Our addresses in the synthetic set. */
const OURS = {
  ownAddresses: new Set(['support@our.example']),
  ownReplyOf: (id: string) =>
    id.toLowerCase().endsWith('@our.example>') ? { replyId: id, subjectTag: '' } : undefined,
}
const AUTOMATIC = new Set(['auto-reply', 'vacation', 'loop'])
const PEOPLE = new Set(['normal', 'bulk'])
/**
 * A machine's mail that is judged as a finer or coarser kind of automatic mail still gets no reply and opens no case.
 */
const FAMILY = (label: string): string => (AUTOMATIC.has(label) ? 'automatic' : label)

/** How well `judge` tells machines from people, on `sets/classify`. */
export function scoreClasses(corpora: string): void {
  const rows = readFileSync(join(corpora, 'sets/classify/open.tsv'), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
  const counts = new Map<string, { total: number; exact: number; family: number; silent: number }>()
  const misses: string[] = []
  const falseAlarms: string[] = []
  let people = 0
  let delays = 0

  for (const row of rows) {
    const [path = '', label = ''] = row.split('\t')
    const mail = readFileSync(join(corpora, path))
    const body = bodyHead(mail)
    const headers = parseHeaderBlock(mail)
    const judged = judge(headers, { envelopeFrom: undefined, ...OURS, bodyFacts: readBodyFacts(headers, body) })
    const count = counts.get(label) ?? { total: 0, exact: 0, family: 0, silent: 0 }
    counts.set(label, count)
    count.total++
    if (judged.class === label) count.exact++
    if (FAMILY(judged.class) === FAMILY(label)) count.family++
    if (!judged.mayReply) count.silent++
    if (label === 'bounce' && judged.class === 'dsn-delayed') delays++
    const told = `${label} -> ${judged.class}  ${path}  [${judged.evidence.map(({ rule }) => rule).join(' ')}] ${headers.first('subject')?.slice(0, 80)}`
    if (PEOPLE.has(label)) {
      people++
      if (!PEOPLE.has(judged.class)) falseAlarms.push(told)
    } else if (FAMILY(judged.class) !== FAMILY(label)) misses.push(told)
  }

  console.log('class              total  exact family  no reply')
  for (const [label, { total, exact, family, silent }] of [...counts].toSorted(([, a], [, b]) => b.total - a.total)) {
    console.log(
      label.padEnd(18),
      String(total).padStart(5),
      String(exact).padStart(6),
      String(family).padStart(6),
      String(silent).padStart(9),
    )
  }
  const automatic = [...counts].filter(([label]) => AUTOMATIC.has(label)).map(([, count]) => count)
  const bounce = counts.get('bounce')
  console.log(`bounce        ${share(bounce?.family ?? 0, bounce?.total ?? 0)}  (aim 97 %)`)
  console.log(`  delays aside  ${share(bounce?.family ?? 0, (bounce?.total ?? 0) - delays)}`)
  console.log(
    `  or told as a delay ${share((bounce?.family ?? 0) + delays, bounce?.total ?? 0)}  (labelled bounces, but RFC 3464 §2.3.3: delayed is no failure)`,
  )
  console.log(
    `auto          ${share(sum(automatic.map(({ family }) => family)), sum(automatic.map(({ total }) => total)))}  (aim 92 %)`,
  )
  console.log(`false alarms  ${share(falseAlarms.length, people)}  (aim at most 0.1 %)`)
  for (const line of [...falseAlarms.map((text) => `FALSE ALARM ${text}`), ...misses.map((text) => `miss ${text}`)])
    console.log(line)
}

function bodyHead(mail: Buffer): string {
  const blank = /\r?\n\r?\n/.exec(mail.toString('latin1'))
  return blank === null
    ? ''
    : mail.toString('latin1', blank.index + blank[0].length, blank.index + limits.bodyHeadChars)
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

import { conversationsOf } from './compare.ts'
import { ENOUGH_IN_FLIGHT } from './feeder.ts'
import { LAWS } from './law.ts'
import { type ChaosOptions, type ChaosResult, pointsHit, runChaos } from './run-chaos.ts'

const SHOWN = 8

/** Runs and prints its whole report. @returns whether it is green */
export async function runAndReport(options: ChaosOptions): Promise<boolean> {
  const say = (text: string) => void process.stdout.write(`${text}\n`)
  say(`chaos: seed ${options.seed}, ${options.mails} mails at least, ${options.kills} random kills`)
  const result = await runChaos({ ...options, say })
  say(`\n${table(result)}\n`)
  for (const law of LAWS) {
    const broken = result.violations.filter((violation) => violation.law === law)
    for (const { text } of broken.slice(0, SHOWN)) say(`${law}: ${text}`)
    if (broken.length > SHOWN) say(`${law}: and ${broken.length - SHOWN} more`)
  }
  for (const { process, said } of result.deaths)
    if (said !== null) say(`ended by itself: ${process}: ${said.slice(0, 300)}`)
  for (const missed of result.missed) say(`missed: ${missed}`)
  const green = isGreen(result)
  say(`${green ? 'GREEN' : 'RED'}: seed ${options.seed}, ${(result.totalMs / 1_000).toFixed(0)} s`)
  return green
}

function isGreen(result: ChaosResult): boolean {
  return result.violations.length === 0 && result.missed.length === 0 && result.restMs !== null
}

/** The figures of a run: the faults, then how often each law was broken. */
export function table({ mails, plan, deaths, seen, violations, restMs }: ChaosResult): string {
  const count = (test: (mail: ChaosResult['mails'][number]) => boolean) => mails.filter(test).length
  const struck = (kind: string) => plan.filter(({ fault }) => fault.kind === kind).length
  const died = (cause: string) => deaths.filter((death) => death.cause === cause).length
  const hit = pointsHit(deaths)
  const kinds = ['good', 'automatic', 'stranger', 'unreadable', 'case'] as const
  const rows: [string, string | number][] = [
    ['mails', mails.length],
    ...kinds.map((kind): [string, number] => [`  ${kind}`, count((mail) => mail.kind === kind)]),
    ['  delivered twice', count(({ mailboxes }) => mailboxes.length > 1)],
    ['conversations / cases', `${conversationsOf(mails)} / ${seen.cases.length}`],
    ['random kill -9', struck('kill')],
    ['crash points hit', `${hit.length} (${hit.join(', ')})`],
    ['ends by kill -9 / by crash point / by itself', `${died('kill')} / ${died('crash')} / ${died('itself')}`],
    ['least mails in flight at an end', Math.min(...deaths.map(({ inFlight }) => inFlight))],
    [
      'ends with fewer than 20 in flight (not counted)',
      deaths.filter(({ inFlight }) => inFlight < ENOUGH_IN_FLIGHT).length,
    ],
    ['PostgreSQL / nats-server killed', `${struck('postgres')} / ${struck('nats')}`],
    ['nats-server with an empty disk', struck('empty disk')],
    ['SIGSTOP of a lease owner', struck('freeze')],
    ['replies sent / unknown', `${seen.books.replies['sent'] ?? 0} / ${seen.books.replies['unknown'] ?? 0}`],
    ['superseded', [...seen.journal.values()].flat().filter(({ reason }) => reason === 'superseded').length],
    ['at rest after', restMs === null ? 'NOT within the deadline' : `${(restMs / 1_000).toFixed(1)} s`],
    ...LAWS.map((law): [string, number] => [law, violations.filter((violation) => violation.law === law).length]),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n')
}

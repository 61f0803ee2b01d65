import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { tempDir } from '@tubepost/testing'
import { LAWS } from './law.ts'
import { MUTATIONS, type Mutation, mutateText } from './mutations.ts'
import { seeded } from './random.ts'
import { runAndReport, table } from './run-and-report.ts'
import { type ChaosResult, runChaos } from './run-chaos.ts'
import { steps } from './schedule.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const MAILS = 100
const SHOWN = 12
// A run without mutation is at rest within 50 s.
const DEADLINE_MS = 90_000

/**
 * Shows that the harness finds faults: the same schedule on the unchanged code must be green, and on copies with one
 * guarantee taken out each must be red.
 */
export async function runMutations(seed: number): Promise<boolean> {
  const say = (text: string) => void process.stdout.write(`${text}\n`)
  const rows: (Mutation & { red: boolean; why: string })[] = []
  const mutants: { mutation: Mutation; tree: string }[] = []
  for (const mutation of MUTATIONS) mutants.push({ mutation, tree: await copyTree(mutation) })
  for (const { mutation, tree } of mutants) {
    say(`\nmutation: ${mutation.name}; ${mutation.harm}`)
    const result = await runChaos({
      mails: MAILS,
      kills: 0,
      seed,
      plan: steps(seeded(seed), mutation.faults),
      mainOf: (service) => path.join(tree, 'services', service, 'src/main.ts'),
      deadlineMs: DEADLINE_MS,
      say,
    })
    rows.push({ ...mutation, red: result.violations.length > 0, why: whyRed(result) })
    say(table(result))
    for (const { law, text } of result.violations.slice(0, SHOWN)) say(`${law}: ${text}`)
  }
  const plan = steps(seeded(seed), [
    ...new Map(MUTATIONS.flatMap(({ faults }) => faults).map((fault) => [JSON.stringify(fault), fault])).values(),
  ])
  say('\nthe same faults without a mutation')
  const isSound = await runAndReport({ mails: MAILS, kills: 0, seed, plan })
  say('')
  for (const { name, red, why, secondGuards } of rows) {
    say(`  ${name.padEnd(32)} ${red ? `red: ${why}` : 'GREEN: NOT SEEN'}`)
    say(`  ${''.padEnd(32)} second guards: ${secondGuards}`)
  }
  say(`  ${'no mutation'.padEnd(32)} ${isSound ? 'green' : 'RED'}`)
  return isSound && rows.every(({ red }) => red)
}

function whyRed({ violations, restMs }: ChaosResult): string {
  const broken = LAWS.flatMap((law) => {
    const count = violations.filter((violation) => violation.law === law).length
    return count === 0 ? [] : [`${law} ${count}`]
  })
  return [...broken, ...(restMs === null ? ['no rest'] : [])].join(', ')
}

/** No guarantee: libraries stand behind a link, and the process that reads mails may read nothing that is elsewhere. */
const LIBRARIES = {
  file: 'services/parser/src/content/content-reader.ts',
  find: `beside('../../../../node_modules/'),`,
  replace: `beside('../../../../node_modules/'), ${JSON.stringify(path.join(ROOT, 'node_modules/'))},`,
}

/**
 * The product's code, mutated. Links between our packages are relative and stay inside; other links lead to the
 * original.
 */
async function copyTree(mutation: Mutation): Promise<string> {
  const tree = path.join(await tempDir('mutant'), 'tree')
  mkdirSync(tree)
  for (const part of ['packages', 'services']) {
    cpSync(path.join(ROOT, part), path.join(tree, part), { recursive: true, verbatimSymlinks: true })
  }
  // Its version is in the metrics.
  cpSync(path.join(ROOT, 'package.json'), path.join(tree, 'package.json'))
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'))
  for (const edit of [...mutation.edits, LIBRARIES]) {
    const file = path.join(tree, edit.file)
    writeFileSync(file, mutateText(readFileSync(file, 'utf8'), edit))
  }
  return tree
}

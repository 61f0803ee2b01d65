import { parseArgs } from 'node:util'

export interface ChaosArguments {
  /** The least number of mails delivered; a fault that needs more mails in flight gets them. */
  mails: number
  /** Random kill -9, besides the crash points and the faults of database and broker. */
  kills: number
  seed: number
  /** Show that the harness finds faults: run it on trees with a guarantee taken out. */
  mutate: boolean
  /** All services in one process: a kill of one is a kill of all. */
  small: boolean
}

const USAGE = 'pnpm chaos [--mails 500] [--kills 20] [--seed N] [--mutate] [--small]'
const SEEDS = 1_000_000

/** A seed is drawn where none is given; it is printed, and gives the same schedule again. */
export function readArguments(argv: readonly string[]): ChaosArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      mails: { type: 'string', default: '500' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(drawSeed()) },
      mutate: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
    },
  })
  const { mails, kills, seed, mutate, small } = values
  return { mails: whole(mails), kills: whole(kills), seed: whole(seed), mutate, small }
}

export function drawSeed(): number {
  return Math.floor(Math.random() * SEEDS)
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  process.stderr.write(`"${text}" is no whole number.\nUsage: ${USAGE}\n`)
  process.exit(2)
}

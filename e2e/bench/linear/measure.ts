/**
 * The child of `run-linear.ts`: measures every shape of every parser, or those that its arguments name, and writes a line of
 * JSON before and after each.
 */
import { type Parser, PARSERS } from './parsers.ts'

const LEAST_MS = 50
const MOST_TIMES = 7
// A shape that is clearly linear needs no further round: what disturbs a reading makes it longer, never shorter.
const CLEARLY_LINEAR = 2.4
const SHOWN_CHARS = 24
const ONLY = process.argv.slice(2)
// Shapes in doubt are read at twice the length: values that outgrow the young part of the heap cost more, but only once.
const SCALE = ONLY.length > 0 ? 2 : 1

for (const parser of PARSERS) {
  for (const piece of parser.shapes) {
    const named = { parser: parser.name, shape: JSON.stringify(piece).slice(0, SHOWN_CHARS) }
    if (ONLY.length > 0 && !ONLY.includes(`${named.parser} ${named.shape}`)) continue
    console.log(JSON.stringify(named))
    const [half, whole] = [SCALE / 2, SCALE].map((part) => textOf(parser, piece, part * parser.most)) as [
      string,
      string,
    ]
    const repeats = await repeatsFor(parser, half)
    // In turns, so that a slow moment of the machine meets both.
    const halfMs: number[] = []
    const wholeMs: number[] = []
    for (let time = 1; time <= MOST_TIMES; time++) {
      halfMs.push(await cpuOf(parser, half, repeats))
      wholeMs.push(await cpuOf(parser, whole, repeats))
      if (Math.min(...wholeMs) / Math.min(...halfMs) < CLEARLY_LINEAR) break
    }
    const measured = { bytes: whole.length, halfMs: Math.min(...halfMs), wholeMs: Math.min(...wholeMs) }
    console.log(JSON.stringify({ ...named, measured }))
  }
}

function textOf({ frame: [before, behind] = ['', ''] }: Parser, piece: string, length: number): string {
  const room = length - before.length - behind.length
  const text = before + piece.repeat(Math.max(1, Math.floor(room / piece.length))) + behind
  // V8 keeps a repeated text as a tree; a mail's is flat.
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** How often the shorter text is read so that the reading takes long enough to be measured. */
async function repeatsFor(parser: Parser, text: string): Promise<number> {
  await cpuOf(parser, text, 2) // compiled by then
  for (let repeats = 1; ; ) {
    // Twice, since the first may still have been slow.
    const ms = Math.min(await cpuOf(parser, text, repeats), await cpuOf(parser, text, repeats))
    if (ms >= LEAST_MS) return repeats
    // A little more than the last reading promises, and from a very short one not too much.
    repeats *= Math.min(16, Math.ceil((1.1 * LEAST_MS) / Math.max(ms, 0.01)))
  }
}

/** Processor time in milliseconds. */
async function cpuOf({ read }: Parser, text: string, repeats: number): Promise<number> {
  const before = process.cpuUsage()
  for (let time = 0; time < repeats; time++) await read(text)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

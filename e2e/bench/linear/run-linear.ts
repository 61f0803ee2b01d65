/**
 * `npm run bench -- linear`: whether each parser of ours takes twice the time for twice the bytes. Each shape is read
 * at half of its parser's longest input and at the whole of it, in a child with the heap of production. Processor time
 * counts, the least of several; above three times, where two is linear and four is quadratic, the run fails.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'

// As deploy/Dockerfile sets it. The collector's other threads wait for each other with their processors in hand, on a busy machine
// for longer than the parser takes, so there are none.
const HEAP_FLAGS = ['--max-old-space-size=96', '--max-semi-space-size=6', '--single-threaded-gc']
const MOST_RATIO = 3
const GIVE_UP_MS = 600_000

/** One line of the child: a shape that is being read, or that has been. */
interface Line {
  readonly parser: string
  readonly shape: string
  readonly measured?: { readonly bytes: number; readonly halfMs: number; readonly wholeMs: number }
}

interface Doubt {
  readonly parser: string
  readonly shape: string
  readonly text: string
}

/**
 * Prints a line for each shape. One that seems not to be linear is read once more at twice the length, in a child of its own:
 * the compiler and the heap make a step somewhere, and a parser that is quadratic is so at both lengths.
 * @returns whether all of them are linear
 */
export async function runLinear(): Promise<boolean> {
  const first = await readShapes()
  const again = first.doubts.length === 0 ? first : await readShapes(first.doubts)
  const failures = [...new Set([...first.broken, ...again.broken]), ...again.doubts.map(({ text }) => text)]
  for (const failure of failures) console.error(failure)
  console.log(`${first.shapes} shapes, ${failures.length} failures`)
  return failures.length === 0
}

/** @param only the shapes to read; without it all of them */
async function readShapes(only?: readonly Doubt[]): Promise<{ shapes: number; doubts: Doubt[]; broken: string[] }> {
  const named = only?.map(({ parser, shape }) => `${parser} ${shape}`)
  const program = path.join(import.meta.dirname, 'measure.ts')
  const child = spawn(process.execPath, [...HEAP_FLAGS, program, ...(named ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const watchdog = setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
  })
  const doubts: Doubt[] = []
  let reading: Line | undefined
  let shapes = 0
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line
    const { parser, shape, measured } = line
    reading = measured === undefined ? line : undefined
    if (measured === undefined) continue
    shapes++
    const ratio = measured.wholeMs / measured.halfMs
    const told =
      `${parser.padEnd(38)} ${shape.padEnd(26)} ${String(measured.bytes).padStart(9)} bytes ` +
      `${measured.halfMs.toFixed(1).padStart(8)} ms → ${measured.wholeMs.toFixed(1).padStart(8)} ms  ${ratio.toFixed(2)} ×`
    console.log(ratio > MOST_RATIO ? `${told}  NOT LINEAR` : told)
    if (ratio > MOST_RATIO)
      doubts.push({
        parser,
        shape,
        text: `${parser}: ${shape} costs ${ratio.toFixed(2)} times as much at twice the length`,
      })
  }
  clearTimeout(watchdog)
  const end = await ended
  const broken =
    end === 'code 0'
      ? []
      : [`the child ended with ${end} while ${reading?.parser ?? 'no parser'} read ${reading?.shape ?? 'nothing'}`]
  return { shapes, doubts, broken }
}

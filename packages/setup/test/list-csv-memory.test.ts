import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

// The heap of a service, as the sandbox and the containers give it (MB).
const HEAP = 96
// As many bytes as a list over HTTP may have.
const BYTES = 2 * 1024 * 1024
const FOLDER = new URL('../src/lists/', import.meta.url).href

/** The last problem of a list, which a process with the memory of a service reads. */
const lastProblem = (line: string, reader = 'readPeopleCsv', file = 'read-people-csv.ts'): string =>
  execFileSync(
    process.execPath,
    [
      `--max-old-space-size=${HEAP}`,
      '--input-type=module',
      '--eval',
      `const { ${reader} } = await import(${JSON.stringify(FOLDER + file)})
       const bytes = Buffer.alloc(${BYTES}, ${JSON.stringify(line)})
       bytes.write('Name,E-mail\\n')
       console.log(${reader}(bytes).problems.at(-1).text)`,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  ).trim()

test.each([
  ['a person each', 'a,b@c.de\n', 'holds more than 20000 people; divide it'],
  ['nothing but a sign', ',\n', 'holds more than 20000 people; divide it'],
  ['sixty addresses that are none', `A,${'x '.repeat(60)}\n`, 'is as far as the file was read'],
  ['a thousand addresses that are none', `A,${'x '.repeat(1_000)}\n`, 'is as far as the file was read'],
])('given lines with %s, then a service has the memory to refuse them', (_, line, said) => {
  expect(lastProblem(line)).toContain(said)
})

test.each([
  ['a status each', 'a,b\n', 'holds more than 1000 statuses; divide it'],
  ['a thousand aliases', `A,${'x,'.repeat(1_000)}\n`, 'holds more than 1000 statuses; divide it'],
])('given lines of statuses with %s, then they are refused in that memory as well', (_, line, said) => {
  expect(lastProblem(line, 'readStatusesCsv', 'read-statuses-csv.ts')).toContain(said)
})

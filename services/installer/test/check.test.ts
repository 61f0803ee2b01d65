import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { tempDir } from '@tubepost/testing'
import { beforeAll, expect, test } from 'vitest'
import { runInstaller } from './run-installer.ts'

const ORGANISATION = 'organisation: { name: Example, timeZone: UTC, locale: en }\n'

let dir: string
beforeAll(async () => {
  dir = await tempDir('check')
})

/** Without a database, a broker or a secret. */
async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const [command = '', ...rest] = args
  const running = runInstaller(dir, environment, command, ...rest)
  const code = await running.code
  return { code, lines: running.output().replaceAll(`${dir}/`, '').split('\n').filter(Boolean) }
}

function fileWith(name: string, text: string): string {
  const file = path.join(dir, name)
  writeFileSync(file, text)
  return file
}

test('a sound set-up ends with 0, and its mailboxes say what they will do', async () => {
  const mailbox = '{ id: a, preset: agileapps, address: a@example.com, source: { kind: maildir, path: /mail } }'
  const file = fileWith('sound.yaml', `${ORGANISATION}mailboxes: [${mailbox}]`)
  expect(await run(['check', file])).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^note: sound\.yaml:\d+:\d+: mailboxes\.0\.source\.path: there is no folder \/mail here/),
      expect.stringMatching(/^mailbox a \(not enabled\): A mail that was applied, .* is deleted from the mailbox\./),
      'sound.yaml is in order: 0 people, 0 statuses, 1 mailbox.',
    ],
  })
})

test('every mistake is a line, and the end is 1', async () => {
  const file = fileWith('broken.yaml', `${ORGANISATION}peeple: []\nsmtp: { host: h, from: Tubepost }\n`)
  expect(await run(['check', file])).toEqual({
    code: 1,
    lines: [
      'broken.yaml:2:1: peeple: "peeple" is not known here; did you mean "people"?',
      expect.stringMatching(/^broken\.yaml:3:24: smtp\.from: "Tubepost" holds no address/),
      'broken.yaml: 2 problems; it cannot be applied.',
    ],
  })
})

test('the environment names the file where no argument does', async () => {
  const file = fileWith('named.json', JSON.stringify({ organisation: { name: 'X', timeZone: 'UTC', locale: 'en' } }))
  expect(await run(['check'], { SETUP_FILE: file })).toMatchObject({ code: 0 })
})

test('people in a CSV file are checked as well', async () => {
  expect(await run(['check', fileWith('good.csv', 'Name;Mail\nAna;ana@example.com\n')])).toEqual({
    code: 0,
    lines: ['good.csv is in order: 1 person.'],
  })
  expect(await run(['check', fileWith('bad.csv', 'Name;Mail\nAna;ana\n')])).toMatchObject({
    code: 1,
    lines: ['bad.csv:2: "ana" is no address, local@domain: no mail can carry it', expect.stringMatching(/1 problem/)],
  })
})

test.each([
  ['no file', ['check']],
  ['two files', ['check', 'a.yaml', 'b.yaml']],
  ['an option that there is not', ['apply', '--force', 'a.yaml']],
  ['an option that is for people', ['apply', '--remove-absent', 'a.yaml']],
])('with %s it says how it is called', async (_, args) => {
  const { code, lines } = await run(args)
  // As of every command that is not written so: `tubepost --help`.
  expect(code).toBe(2)
  expect(lines.at(-1)).toMatch(/^(check|apply) FILE: a set-up in YAML or JSON, or people or statuses in a \.csv/)
})

test.each<[given: string, args: string[], says: RegExp]>([
  [
    'an integrator with another folder for a name',
    ['add-integrator', '../../x'],
    /"\.\.\/\.\.\/x" is no name for an integrator/,
  ],
  ['no time to restore to', ['restore'], /^restore --to TIME/],
  ['a word for a time', ['restore', '--to', 'yesterday'], /^restore --to TIME/],
  ['a time to come', ['restore', '--to', '2999-01-01T00:00:00Z'], /is in the future/],
])('given %s, then it is told in a line, and ends with 2', async (_, args, says) => {
  expect(await run(args)).toEqual({ code: 2, lines: [expect.stringMatching(says)] })
})

test('no text of a file that is checked commands the terminal', async () => {
  const evil = '\u001b[2J\u009b31m\u202e'
  // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for
  const commands = /[\u0000-\u001f\u007f-\u009f\u202e]/
  for (const [name, text] of [
    ['evil.csv', `Name;Mail\nDora;nobody${evil}\n`],
    [
      'evil.yaml',
      `organisation: { name: E, timeZone: ${JSON.stringify(evil)}, locale: en, ${JSON.stringify(evil)}: 1 }\n`,
    ],
  ] as const) {
    const { code, lines } = await run(['check', fileWith(name, text)])
    expect([code, lines.filter((line) => commands.test(line))]).toEqual([1, []])
  }
})

test.each([['--help'], ['-h'], ['help']])('%s tells every command', async (argument) => {
  const { code, lines } = await run([argument])
  expect(code).toBe(0)
  for (const command of ['check FILE', 'apply FILE', 'migrate', 'provision', 'restore', 'wait-for', 'make-secrets'])
    expect(lines.some((line) => line.startsWith(`  ${command}`))).toBe(true)
})

test('a command that is asked for help tells its own', async () => {
  expect(await run(['check', '--help'])).toEqual({ code: 0, lines: [expect.stringMatching(/^check FILE: a set-up/)] })
})

test('a command that there is not, or none, ends with the usage and 2', async () => {
  expect(await run(['chekc'])).toMatchObject({
    code: 2,
    lines: expect.arrayContaining(['There is no command "chekc".']),
  })
  expect(await run([''])).toMatchObject({ code: 2, lines: expect.arrayContaining([expect.stringMatching(/^Usage: /)]) })
})

/** `tubepost` on the command line against the real processes: calls, tables, JSON, exit codes. */
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import { freePort, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, BEN, OUT } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const PROGRAM = new URL('../services/cli/src/main.ts', import.meta.url).pathname

// Without the compiled sources a start takes twice as long.
const START = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] }

describe('tubepost', () => {
  let dir: string
  let intake: number
  let installation: Installation

  beforeAll(async () => {
    dir = await tempDir('cli')
    intake = await freePort()
    installation = await startReady(dir, aSetup({ intake, people: [ANA, BEN], statuses: [OUT] }))
  })
  afterAll(() => installation?.stop())

  interface Ended {
    readonly code: number
    readonly out: string
    readonly err: string
  }

  function tubepost(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const { url, token } = installation
    const env = { ...START, TUBEPOST_URL: url, TUBEPOST_TOKEN: token, ...environment }
    return new Promise((resolve) => {
      execFile(process.execPath, [PROGRAM, ...args], { env, timeout: 150_000 }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      )
    })
  }

  test('in a checkout npx finds it, with the codes of its own', () => {
    const npx = (...args: string[]) =>
      spawnSync('npx', ['--offline', 'tubepost', ...args], { cwd: `${import.meta.dirname}/..`, encoding: 'utf8' })
    expect(npx('--help').stdout).toContain('Usage: tubepost')
    expect(npx('no-such-command').status).toBe(2)
  })

  const send = (subject: string, from: string | undefined): Promise<Ended> => {
    const server = `127.0.0.1:${intake}`
    return tubepost(['send', subject, '--from', from ?? '', '--to', 'status@example.com', '--server', server])
  }

  test('a status set by a command is on the board, as a table and as JSON', async () => {
    expect(
      await tubepost(['people', 'status', 'ana-example', '--status', 'Out', '--comment', 'call my cell']),
    ).toMatchObject({
      code: 0,
    })
    const board = await tubepost(['board'])
    expect(board.out).toMatch(/^person\.id +person\.name/)
    expect(board.out).toMatch(/^ana-example +Ana.*Out.*call my cell/m)
    const { people } = JSON.parse((await tubepost(['board', '--json'])).out) as { people: { person: { id: string } }[] }
    expect(people.map(({ person }) => person.id)).toContain('ben-sample')
  })

  test('a body may come from options, a file or the standard input', async () => {
    const file = path.join(dir, 'person.json')
    writeFileSync(file, JSON.stringify({ name: 'Cy', addresses: ['cy@example.com'] }))
    expect(await tubepost(['people', 'add', '--body', `@${file}`, '--id', 'cy'])).toMatchObject({ code: 0 })
    expect(await tubepost(['people', 'add', '--name', 'Di', '--addresses', 'di@example.com'])).toMatchObject({
      code: 0,
    })
    const text = '{"subject":"Out 1h","sentAt":"2026-06-01T10:00:00Z"}'
    const env = { ...process.env, TUBEPOST_URL: installation.url, TUBEPOST_TOKEN: installation.token }
    const read = execFileSync(process.execPath, [PROGRAM, 'parser', 'dry-run', '--body', '-', '--json'], {
      input: text,
      env,
    })
    expect(JSON.parse(read.toString())).toMatchObject({ reading: { status: 'Out' } })
    const { out } = await tubepost(['people', 'list'])
    expect(out).toMatch(/^cy +Cy/m)
    expect(out).toMatch(/^di +Di/m)
  })

  test('people go out to a spreadsheet, and come in from one after a preview', async () => {
    const file = path.join(dir, 'people.csv')
    const { out } = await tubepost(['people', 'csv'])
    expect(out).toMatch(/^\uFEFFID,Name,E-mail,/)
    writeFileSync(file, `${out},Ed Sheet,ed@example.com,,,\r\n`)
    const preview = await tubepost(['people', 'preview', '--csv', file])
    expect(preview.out).toMatch(/added: 1\b/)
    expect((await tubepost(['people', 'list'])).out).not.toContain('Ed Sheet')
    expect(await tubepost(['people', 'import', '--csv', file])).toMatchObject({ code: 0 })
    expect((await tubepost(['people', 'list'])).out).toContain('Ed Sheet')
    writeFileSync(file, 'Name,Mail\nFay,nobody')
    const refused = await tubepost(['people', 'import', '--csv', file])
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('line 2: "nobody" is no address') })
  })

  test('a token has the scopes that are named, and a word that is none is told', async () => {
    const made = await tubepost([
      'tokens',
      'add',
      '--name',
      'board',
      '--scopes',
      'status:read',
      'parser:read',
      '--json',
    ])
    expect(JSON.parse(made.out)).toMatchObject({ scopes: ['status:read', 'parser:read'] })
    const wrong = await tubepost(['tokens', 'add', '--name', 'board', '--scopes', 'status:everything'])
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('Allowed choices are') })
  })

  test('a mail is sent and followed to its end, and why tells it again', async () => {
    const sent = await waitUntil(
      async () => {
        const ended = await send('Out 2h', ANA.addresses[0])
        return ended.code === 0 ? ended : undefined
      },
      { timeoutMs: 60_000, what: 'the intake' },
    )
    expect(sent.out).toContain('It ended: applied')
    const messageId = /^Sent: (<.*>)$/m.exec(sent.out)?.[1] ?? ''
    const why = await tubepost(['why', messageId])
    expect(why.out).toContain('Out 2h, from')
    expect(why.out).toContain('It ended: applied')
  })

  test('given a file that is not there, a mail is not sent, and the file is named', async () => {
    expect(await tubepost(['send', '--mail', 'nowhere.eml'])).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining('nowhere.eml: cannot be read (ENOENT).'),
    })
  })

  test('intents are followed as they happen', async () => {
    const { url, token } = installation
    const tail = spawn(process.execPath, [PROGRAM, 'tail', 'intents', '--json'], {
      env: { ...START, TUBEPOST_URL: url, TUBEPOST_TOKEN: token },
    })
    let out = ''
    tail.stdout.on('data', (part: Buffer) => void (out += part.toString()))
    try {
      // The tail begins when it has started, which nobody is told.
      await waitUntil(
        async () => {
          await send(`Out ${Date.now() % 50}m`, BEN.addresses[0])
          return out !== ''
        },
        { timeoutMs: 30_000, what: 'an intent' },
      )
    } finally {
      tail.kill()
    }
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({
      event: 'intent.status.set',
      data: { sender: { personId: 'ben-sample' } },
    })
  })

  test('the doctor finds nothing wrong, and says what it looked at', async () => {
    const { code, out, err } = await tubepost(['doctor', '--json'])
    const { findings } = JSON.parse(out) as { findings: { about: string; is: string }[] }
    expect(findings.filter(({ is }) => is === 'wrong')).toEqual([])
    expect(findings.map(({ about }) => about)).toEqual(
      expect.arrayContaining(['Node', 'disk', 'address', 'clock', 'fetcher', 'token', 'mailbox status', 'books']),
    )
    expect([code, err]).toEqual([0, ''])
  })

  test.each<[given: string, code: number, says: RegExp, args: string[], env: Record<string, string>]>([
    ['a command that is none', 2, /unknown command 'bord'\n\(Did you mean board\?\)/, ['bord'], {}],
    ['no argument', 2, /missing required argument 'mail-id'/, ['mails', 'show'], {}],
    ['a body that is no JSON', 2, /--body: must be a JSON object/, ['people', 'add', '--body', 'x'], {}],
    ['a refusal', 1, /Nowhere/, ['people', 'status', 'ana-example', '--status', 'Nowhere'], {}],
    ['a mail that never came', 1, /No mail with the Message-ID/, ['why', '<none@example.com>'], {}],
    ['an option that check has not', 2, /Unknown option '--foo'\.\ncheck FILE/, ['check', '--foo'], {}],
    ['no name of a mail', 2, /Message-ID, or its mailId/, ['why', ' <> '], {}],
    ['the id of a mail that never came', 1, /\w/, ['why', '01a22771-3d61-8ceb-a969-29b554db78cb'], {}],
    ['a wrong token', 4, /token/, ['board'], { TUBEPOST_TOKEN: 'wrong' }],
    ['no token', 4, /needs a token. Set TUBEPOST_TOKEN/, ['board'], { TUBEPOST_TOKEN: '' }],
    ['no installation', 3, /Nothing answers at/, ['board'], { TUBEPOST_URL: 'http://127.0.0.1:1' }],
    ['an address that is none', 2, /no address/, ['board'], { TUBEPOST_URL: 'ftp://x' }],
  ])('given %s, then it ends with %d and says so', async (_, code, says, args, env) => {
    const ended = await tubepost(args, env)
    expect(ended.code).toBe(code)
    expect(ended.err).toMatch(says)
    expect(ended.out).toBe('')
  })

  test('what completes commands is a script that its shell can read', async () => {
    const { out } = await tubepost(['completion', 'bash'])
    const complete = `${out}\nCOMP_WORDS=(tubepost mailboxes re); COMP_CWORD=2; _tubepost; echo "\${COMPREPLY[@]}"`
    expect(execFileSync('bash', ['-c', complete]).toString()).toBe('rescan\n')
  })
})

/** A set-up is applied to an installation that runs: refused whole with a mistake in it, and taken up without a restart. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import { freePort, tempDir, waitUntil } from '@tubepost/testing'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, BEN, OUT, smtpMailbox } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const within = (what: string) => ({ timeoutMs: 30_000, what })
const INSTALLER = new URL('../services/installer/src/main.ts', import.meta.url).pathname

describe('apply', () => {
  let installation: Installation
  let dir: string
  let pids: readonly number[]
  const ports: number[] = []

  beforeAll(async () => {
    dir = await tempDir('apply')
    ports.push(await freePort(), await freePort())
    installation = await startReady(dir, aSetup({ people: [BEN], statuses: [OUT], intake: ports[0] ?? 0 }))
    pids = installation.processes.map(({ pid }) => pid)
  })
  afterAll(async () => {
    await installation?.stop()
  })

  /** The program as the image runs it. */
  async function run(
    command: string,
    text: string,
    name = 'changed.yaml',
    ...more: readonly string[]
  ): Promise<{ code: number; said: string }> {
    const file = path.join(dir, name)
    writeFileSync(file, text)
    const child = spawn(process.execPath, [INSTALLER, command, file, ...more], {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...(command === 'apply' && { DATABASE_ADMIN_URL: installation.postgres.url }),
      },
    })
    let said = ''
    child.stdout.on('data', (part: Buffer) => (said += part))
    child.stderr.on('data', (part: Buffer) => (said += part))
    const [code] = (await once(child, 'close')) as [number]
    return { code, said: said.replaceAll(`${dir}/`, '') }
  }

  async function ask(method: string, call: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${installation.token}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${installation.url}/api/${call}`, { method, headers, ...sent })).json()
  }

  const standings = async () => {
    const { people } = (await ask('GET', 'status/board')) as {
      people: { person: { name: string }; comment: string | null }[]
    }
    return Object.fromEntries(people.map(({ person, comment }) => [person.name, comment]))
  }

  async function send(port: number | undefined, from: string, comment: string): Promise<void> {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: port ?? 0, ignoreTLS: true })
    await transport.sendMail({ from, to: 'status@example.com', subject: `Out 1h ${comment}`, text: '' })
    transport.close()
  }

  test('a set-up with mistakes is refused with every one of them, and nothing changes', async () => {
    const broken = aSetup({ people: [ANA], statuses: [], intake: ports[0] ?? 0 }).replace('"preset"', '"presset"')
    const { code, said } = await run('apply', broken.replace('"people"', '\n"peeple"'))
    expect(code).toBe(1)
    expect(said).toMatch(/^changed\.yaml:2:1: peeple: "peeple" is not known here; did you mean "people"\?$/m)
    expect(said).toMatch(/^changed\.yaml:2:\d+: mailboxes\.0\.presset: .* did you mean "preset"\?$/m)
    expect(said).toMatch(
      /was refused; nothing has changed, and the services go on with the set-up that was applied last/,
    )
    await send(ports[0], 'ben@example.com', 'as before')
    await waitUntil(async () => (await standings())['Ben Sample'] === 'as before', within('the status of before'))
    expect(Object.keys(await standings())).toEqual(['Ben Sample'])
  })

  test('a set-up that collides with one service changes none', async () => {
    const source = { kind: 'smtp', port: ports[1] }
    const made = { id: 'made', preset: 'officestatus', address: 'made@example.com', source }
    await ask('POST', 'fetcher/mailboxes', made)
    const mailboxes = [
      smtpMailbox('status', ports[0] ?? 0),
      { ...smtpMailbox('other', 1), address: 'made@example.com' },
    ]
    const { code, said } = await run('apply', aSetup({ people: [ANA, BEN], statuses: [OUT], mailboxes }))
    expect({ code, said }).toMatchObject({
      code: 1,
      said: expect.stringMatching(
        /^changed\.yaml:1:\d+: mailboxes\.1\.address: the address "made@example\.com" is used by/,
      ),
    })
    expect(Object.keys(await standings())).toEqual(['Ben Sample'])
    await fetch(`${installation.url}/api/fetcher/mailboxes/made`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${installation.token}` },
    })
  })

  test('a sound one takes effect in every service, and no process starts again', async () => {
    const mailboxes = [smtpMailbox('status', ports[1] ?? 0)]
    const sound = aSetup({ people: [ANA, BEN], statuses: [OUT], mailboxes })
    const checked = await run('check', sound)
    expect(checked).toMatchObject({
      code: 0,
      said: expect.stringContaining('is in order: 2 people, 1 status, 1 mailbox.'),
    })
    expect(Object.keys(await standings())).toEqual(['Ben Sample'])
    const { code, said } = await run('apply', sound)
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('changed.yaml is applied') })
    let comment = 0
    await waitUntil(async () => {
      await send(ports[1], 'ana@example.com', `new ${++comment}`).catch(() => {})
      return (await standings())['Ana Example']?.startsWith('new')
    }, within('a mail of the new person at the new port'))
    expect(installation.processes.map(({ pid }) => pid)).toEqual(pids)
  })

  test('a CSV of people is merged, and removes nobody unless it is told to', async () => {
    const german = Buffer.from('Name;E-Mail;Rolle\nJürgen Groß;j@example.com;manager\nAna;ana@example.com;\n', 'latin1')
    const bad = await run('apply', `${german.toString('utf8')}Cleo;nobody;\n`, 'people.csv')
    expect(bad).toMatchObject({ code: 1, said: expect.stringContaining('people.csv:4: "nobody" is no address') })
    const names = async () => Object.keys(await standings()).toSorted()
    expect(await names()).toEqual(['Ana Example', 'Ben Sample'])

    const text = new TextDecoder('windows-1252').decode(german)
    const { code, said } = await run('apply', text, 'people.csv')
    expect({ code, said: said.split('\n').filter(Boolean) }).toEqual({
      code: 0,
      said: [
        'added: Jürgen Groß (jurgen-gro)',
        'left: Ana Example (ana-example) is declared in tubepost.yaml; change name there',
        'people.csv is applied: 1 added, 0 changed, 1 left, 0 not in the file and left as they are (--remove-absent removes them).',
      ].map((line) => line.replace('left: Ana Example', 'left: Ana')),
    })
    expect(await names()).toEqual(['Ana Example', 'Ben Sample', 'Jürgen Groß'])
    const one = 'Name,Mail\nDora,d@example.com\n'
    expect((await run('apply', one, 'people.csv')).said).toContain(
      '1 added, 0 changed, 0 left, 1 not in the file and left',
    )
    const exact = await run('apply', one, 'people.csv', '--remove-absent')
    expect(exact.said).toContain('removed: Jürgen Groß (jurgen-gro)')
    expect(await names()).toEqual(['Ana Example', 'Ben Sample', 'Dora'])
  })

  test('a CSV of statuses is merged beside those of the set-up file', async () => {
    const list = 'Name;Aliases;Colour\nOut;Off;\nLunch;L;#c0392b\n'
    expect((await run('check', list, 'statuses.csv')).said).toContain('statuses.csv is in order: 2 statuses.')
    const { code, said } = await run('apply', list, 'statuses.csv')
    expect({ code, said: said.split('\n').filter(Boolean) }).toEqual({
      code: 0,
      said: [
        'added: Lunch (lunch)',
        'left: Out (out) is declared in tubepost.yaml; change aliases there',
        'statuses.csv is applied: 1 added, 0 changed, 1 left, 0 not in the file and left as they are (--remove-absent removes them).',
      ],
    })
    const refused = await run('apply', 'Name;Aliases\nBreak;lunch\n', 'statuses.csv')
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('no status was added or changed') })
  })
})

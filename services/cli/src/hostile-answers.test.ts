import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buffer, text as textOf } from 'node:stream/consumers'
import { makeCertificates, opensslMissing, skippedBecause, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PROGRAM = new URL('main.ts', import.meta.url).pathname
const START = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] }
const CSI = '\u009b'

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

function tubepost(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const env = { ...START, TUBEPOST_TOKEN: 'a-token', ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

const NEEDS = JSON.stringify({ error: { code: 'not_permitted', message: 'Needs x' } })

describe('a server that is not, or not wholly, Tubepost', () => {
  let server: Server
  let answer: RequestListener
  let url: string
  const asked: string[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      answer(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server?.close())

  const json =
    (text: string, status = 200): RequestListener =>
    (_request, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)

  const elsewhere: RequestListener = ({ url: target }, response) =>
    target === '/away' ? response.end('{}') : response.writeHead(302, { location: '/away' }).end()
  const refused =
    (status: number, type: string, text: string): RequestListener =>
    (_request, response) =>
      response.writeHead(status, { 'content-type': type }).end(text)
  const page = refused(200, 'text/html', '<h1>Welcome</h1>')
  const brokenOff: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"people":[')
    setTimeout(() => response.destroy(), 100)
  }

  test.each<[given: string, code: number, says: RegExp, given: RequestListener, args: string[]]>([
    ['HTML', 3, /is no Tubepost \(the answer is no JSON\)/, json('<h1>Welcome</h1>'), ['board']],
    ['nothing', 3, /is no Tubepost/, json(''), ['board', '--json']],
    ['half a JSON', 3, /is no Tubepost/, json('{"people":['), ['board']],
    ['an answer that breaks off', 3, /ended before the answer was whole/, brokenOff, ['board']],
    ['a way elsewhere', 3, /is no Tubepost \(302 to \/away\)/, elsewhere, ['tokens', 'delete', 'x']],
    ['a fault with a page', 1, /^500 Internal Server Error\n$/, refused(500, 'text/html', '<h1>x</h1>'), ['board']],
    ['a fault with a page', 1, /^502 Bad Gateway\n$/, refused(502, 'text/html', '<h1>x</h1>'), ['board', '--json']],
    ['a fault in JSON that is no refusal', 1, /^500 /, refused(500, 'application/json', '{"error":null}'), ['board']],
    ['a token without the scope', 4, /^Needs x\n$/, refused(403, 'application/json', NEEDS), ['board', '--json']],
    ['a token without the scope', 4, /^Needs x\n$/, refused(403, 'application/json', NEEDS), ['board', 'stream']],
    ['a token without the scope', 4, /^Needs x\n$/, refused(403, 'application/json', NEEDS), ['people', 'csv']],
    ['a token without the scope', 4, /^Needs x\n$/, refused(403, 'application/json', NEEDS), ['unlock', '--json']],
    ['a token without the scope', 4, /^Needs x\n$/, refused(403, 'application/json', NEEDS), ['files', 'show', 'x']],
    ['HTML for a file', 3, /the answer is no application\/octet-stream/, page, ['files', 'show', 'x']],
    [
      'a story of another form',
      1,
      /not of the form that this version knows/,
      json('{"story":[{}],"mails":[{}]}'),
      ['why', 'a@b'],
    ],
    ['another program’s JSON', 3, /has no "mails"/, json('{"ok":true}'), ['why', '<a@b>']],
    ['another program’s JSON', 3, /has no "events"/, json('null'), ['tail']],
  ])('given %s, then it ends with %d and says so', async (_, code, says, given, args) => {
    answer = given
    const ended = await tubepost(args, { TUBEPOST_URL: url })
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.err).toMatch(says)
  })

  test('a rescan is followed to its end, and the end is shown', async () => {
    const rescan = { since: '2026-11-01', finishedAt: null as string | null, found: 12, taken: 3 }
    let looks = 0
    answer = ({ method }, response) => {
      if (method === 'GET' && ++looks === 3) Object.assign(rescan, { finishedAt: '2026-11-28T12:00:00Z', taken: 7 })
      response.end(JSON.stringify(method === 'GET' ? { mailbox: { rescan } } : { mailbox: 'a b', rescan }))
    }
    const args = ['mailboxes', 'rescan', 'a b', '--since', '2026-11-01', '--follow', '--json']
    const { code, out, err } = await tubepost(args, { TUBEPOST_URL: url })
    expect([code, err, JSON.parse(out)]).toEqual([0, '', rescan])
    expect(asked.slice(-3)).toEqual(Array.from({ length: 3 }, () => 'GET /api/fetcher/mailboxes/a%20b'))
  })

  test('a Ctrl-C leaves a rescan that is followed, and says that it goes on', async () => {
    const rescan = { since: '2026-11-01', finishedAt: null, found: 12, taken: 3 }
    const looked = Promise.withResolvers<void>()
    answer = ({ method }, response) => {
      response.end(JSON.stringify(method === 'GET' ? { mailbox: { rescan } } : { mailbox: 'a', rescan }))
      if (method === 'GET') looked.resolve()
    }
    const following = spawn(
      process.execPath,
      [PROGRAM, 'mailboxes', 'rescan', 'a', '--since', '2026-11-01', '--follow', '--json'],
      { env: { ...START, TUBEPOST_TOKEN: 'a-token', TUBEPOST_URL: url } },
    )
    let [out, err] = ['', '']
    following.stdout.on('data', (part: Buffer) => void (out += part.toString()))
    following.stderr.on('data', (part: Buffer) => void (err += part.toString()))
    await looked.promise
    following.kill('SIGINT')
    expect(await once(following, 'close')).toEqual([130, null])
    expect([out, err]).toEqual(['', 'The rescan goes on; "tubepost mailboxes show a" tells how far it is.\n'])
  })

  test('events are followed by their own times, whatever the clock of this machine says', async () => {
    const anHourAgo = Date.now() - 3_600_000
    const event = (n: number) => ({
      eventId: `e${n}`,
      at: new Date(anHourAgo + n * 1_000).toISOString(),
      mailbox: 'status',
      event: 'intent.status.set',
      data: {},
    })
    const events = [event(0)]
    answer = ({ url: target = '' }, response) => {
      const since = Date.parse(new URL(target, url).searchParams.get('since') ?? '1970-01-01T00:00:00Z')
      response.end(JSON.stringify({ events: events.filter(({ at }) => Date.parse(at) >= since).toReversed() }))
      if (events.length < 3) events.push(event(events.length))
    }
    const tail = spawn(process.execPath, [PROGRAM, 'tail', '--json'], {
      env: { ...START, TUBEPOST_TOKEN: 'a-token', TUBEPOST_URL: url },
    })
    const told: string[] = []
    for await (const line of createInterface({ input: tail.stdout })) {
      told.push((JSON.parse(line) as { eventId: string }).eventId)
      if (told.length === 2) break
    }
    tail.kill()
    expect(told).toEqual(['e1', 'e2'])
  })

  test('a test that finds something wrong is told whole, and ends with 1', async () => {
    const told = { ok: false, steps: [{ step: 'resolve', ok: false, detail: 'Not known.' }] }
    answer = json(JSON.stringify(told))
    const { code, out, err } = await tubepost(['mailboxes', 'test', 'status', '--json'], { TUBEPOST_URL: url })
    expect([code, JSON.parse(out), err]).toEqual([1, told, ''])
  })

  test('a file comes byte for byte, and one that breaks off is told', async () => {
    const bytes = Buffer.from(Array.from({ length: 1_000_000 }, (_, n) => (n * 31) % 256))
    const fetched = (length: number) => {
      answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': length })
        response.write(bytes, () => (length === bytes.length ? response.end() : response.destroy()))
      }
      const asking = spawn(process.execPath, [PROGRAM, 'files', 'show', 'x'], {
        env: { ...START, TUBEPOST_TOKEN: 'a-token', TUBEPOST_URL: url },
      })
      return Promise.all([once(asking, 'close'), buffer(asking.stdout), textOf(asking.stderr)])
    }
    const [ended, out, err] = await fetched(bytes.length)
    expect([ended, err, out.equals(bytes)]).toEqual([[0, null], '', true])
    const [broken, , says] = await fetched(bytes.length + 1)
    expect([broken, says]).toEqual([[3, null], expect.stringContaining('ended before the answer was whole')])
  })

  test('a stream as JSON is a line an event', async () => {
    answer = (_request, response) => response.end(': hello\n\nevent: person\ndata: {"id":"ana"}\n\n')
    const { out } = await tubepost(['board', 'stream', '--json'], { TUBEPOST_URL: url })
    expect(out).toBe('{"event":"person","data":{"id":"ana"}}\n')
  })

  test('the doctor says which token is wrong, and where nothing can be written', async () => {
    answer = (request, response) =>
      request.url === '/livez' ? response.end('{}') : refused(401, 'application/json', NEEDS)(request, response)
    const { code, out } = await tubepost(['doctor'], { TUBEPOST_URL: url, TMPDIR: '/nowhere/at/all' })
    expect(code).toBe(1)
    expect(out).toContain('token: The installation does not know the token')
    expect(out).toContain('disk: nothing can be written at /nowhere/at/all')
  })

  test('the doctor says that another program answers', async () => {
    answer = json('<h1>Welcome</h1>')
    const { code, out } = await tubepost(['doctor'], { TUBEPOST_URL: url })
    expect(code).toBe(1)
    expect(out).toContain('services: readiness is not answered')
    answer = json('<h1>Not found</h1>', 404)
    expect((await tubepost(['doctor'], { TUBEPOST_URL: url })).out).toContain('is no Tubepost (404)')
  })

  test('no text of an answer commands the terminal, nor turns what follows', async () => {
    const evil = `\u001b[2J${CSI}31m\u202e`
    const given = JSON.stringify({ [evil]: evil, list: [{ [evil]: { [evil]: evil } }], inner: { [evil]: evil } })
    // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for
    const commands = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/
    answer = json(given)
    for (const args of [['board'], ['board', '--json']])
      expect((await tubepost(args, { TUBEPOST_URL: url, NO_COLOR: '1' })).out).not.toMatch(commands)
    expect(JSON.parse((await tubepost(['board', '--json'], { TUBEPOST_URL: url })).out)).toEqual(JSON.parse(given))
    answer = json(JSON.stringify({ error: { code: 'x', message: evil } }), 400)
    const told = await tubepost(['board'], { TUBEPOST_URL: url })
    expect([told.code, commands.test(told.err)]).toEqual([1, false])
    const story = [{ at: evil, service: evil, text: evil }]
    const mail = { mailId: evil, subject: evil, from: evil, outcome: evil, reason: evil }
    answer = json(JSON.stringify({ mails: [mail], mail, story, complete: true }))
    expect((await tubepost(['why', 'a@b'], { TUBEPOST_URL: url })).out).not.toMatch(commands)
    answer = (_request, response) => response.end(`data: ${CSI}31m\n\n`)
    expect((await tubepost(['board', 'stream'], { TUBEPOST_URL: url })).out).toBe('data:  31m\n\n')
  })

  test.each(['..', '.', ''])('the id "%s" calls nothing', async (id) => {
    answer = json('{}')
    asked.length = 0
    expect(await tubepost(['tokens', 'delete', id], { TUBEPOST_URL: url })).toMatchObject({ code: 2, out: '' })
    expect(asked).toEqual([])
  })

  test('any other id is one segment of the path', async () => {
    answer = json('{}')
    asked.length = 0
    await tubepost(['people', 'show', '../a%2e/$&?#'], { TUBEPOST_URL: url })
    expect(asked).toEqual(['GET /api/status/people/..%2Fa%252e%2F%24%26%3F%23'])
  })

  test('a reader that goes after a line is no error', async () => {
    answer = json(
      JSON.stringify({ people: Array.from({ length: 50_000 }, (_, n) => ({ id: n, name: 'x'.repeat(99) })) }),
    )
    const reading = spawn(process.execPath, [PROGRAM, 'people', 'list'], {
      env: { ...START, TUBEPOST_TOKEN: 'a-token', TUBEPOST_URL: url },
    })
    let err = ''
    reading.stderr.on('data', (part: Buffer) => void (err += part.toString()))
    reading.stdout.once('data', () => void reading.stdout.destroy())
    expect([await once(reading, 'exit'), err]).toEqual([[0, null], ''])
  })
})

test.each<[given: string, environment: Record<string, string>]>([
  ['an address with a password', { TUBEPOST_URL: 'http://ana:hunter2@127.0.0.1:1' }],
  ['an address that is none, with a password', { TUBEPOST_URL: 'http://ana:hunter2@127.0.0.1:99999' }],
  ['a token of two lines', { TUBEPOST_TOKEN: 'hunter2\nhunter2' }],
  ['a token beyond ASCII', { TUBEPOST_TOKEN: 'hunter2€' }],
])('given %s, then nothing is asked and no secret told', async (_, environment) => {
  const { code, out, err } = await tubepost(['board'], { TUBEPOST_URL: 'http://127.0.0.1:1', ...environment })
  expect([code, out]).toEqual([2, ''])
  expect(err).not.toContain('hunter2')
})

test.each(['http://127.0.0.1:1/base', 'http://127.0.0.1:1/?a=b', 'http://127.0.0.1:1/#link'])(
  'given the address %s, then the part without effect is refused',
  async (address) => {
    expect(await tubepost(['board', '--url', address], {})).toMatchObject({ code: 2, out: '' })
  },
)

describe('a certificate that nobody signed who is known', skippedBecause(opensslMissing()), () => {
  let server: ReturnType<typeof createTlsServer>
  let url: string
  beforeAll(async () => {
    const { certFile, keyFile } = makeCertificates(await tempDir('cli-certificates'))
    server = createTlsServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (_, response) =>
      response.end('{}'),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server?.close())

  test('is told as one, and not as an installation that is away', async () => {
    const { code, err } = await tubepost(['board'], { TUBEPOST_URL: url })
    expect(code).toBe(3)
    expect(err).toMatch(/certificate of https:\S+ is not to be trusted .*NODE_EXTRA_CA_CERTS/)
  })

  test('is a sentence of the doctor', async () => {
    const { code, out } = await tubepost(['doctor'], { TUBEPOST_URL: url })
    expect(code).toBe(1)
    expect(out).toContain('certificate: nobody who is known here signed it')
  })
})

describe('sending', () => {
  test.each<[given: string, args: string[]]>([
    ['a server without a host', ['--server', ':25']],
    ['a port that is none', ['--server', '127.0.0.1:mail']],
    ['a server with a path', ['--server', '127.0.0.1:1/x']],
    ['a recipient with a line break', ['--to', 'a@example.com\r\nRCPT TO:<b@example.com>']],
  ])('given %s, then nothing is sent', async (_, args) => {
    expect(await tubepost(['send', 'Out 1h', ...args], {})).toMatchObject({ code: 2, out: '' })
  })

  test('a subject with line breaks adds no field, and a whole mail keeps its Message-ID', async () => {
    const sent: string[] = []
    const smtp = createTcpServer((socket) => {
      let isMail = false
      let rest = ''
      socket.write('220 here\r\n')
      socket.on('error', () => {})
      socket.on('data', (part) => {
        const lines = (rest + part.toString()).split('\r\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          sent.push(line)
          if (isMail && line !== '.') continue
          isMail = line === 'DATA'
          socket.write(isMail ? '354 go on\r\n' : '250 yes\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    const server = `127.0.0.1:${(smtp.address() as AddressInfo).port}`
    const noToken = { TUBEPOST_TOKEN: '' }
    try {
      const subject = 'Out 1h\r\nBcc: evil@example.com\r\n\r\nbody'
      expect(await tubepost(['send', subject, '--server', server], noToken)).toMatchObject({ code: 0 })
      expect(sent.filter((line) => /evil/.test(line))).toEqual([expect.stringMatching(/^Subject: /)])
      const file = path.join(await tempDir('cli-send'), 'mail.eml')
      writeFileSync(
        file,
        'Subject: Out 1h\r\nMessage-ID:\r\n <own@example.com>\r\n\r\nMessage-ID: <body@example.com>\r\n',
      )
      expect((await tubepost(['send', '--mail', file, '--server', server], noToken)).out).toBe(
        'Sent: <own@example.com>\n',
      )
      writeFileSync(file, 'Subject: Out 1h\r\n\r\nMessage-ID: <body@example.com>\r\n')
      expect((await tubepost(['send', '--mail', file, '--server', server], noToken)).out).toContain(
        'without a Message-ID',
      )
    } finally {
      smtp.close()
    }
  })
})

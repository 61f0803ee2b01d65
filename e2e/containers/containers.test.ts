/**
 * docker-compose.yml on a real engine, with real mail servers: an image of this tree, every service in a container of
 * its own. The tests follow each other on one installation, from its start to its end.
 */
import { SERVICES } from '@tubepost/events'
import { skippedBecause, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UNKNOWN_PER_KILL } from '../chaos/compare.ts'
import { createTruth, type TestMail } from '../chaos/truth.ts'
import { docker, engineMissing } from './docker.ts'
import { sizeOverBase, memoryByService } from './figures.ts'
import { judge } from './judge.ts'
import { append, idsIn, letters } from './mail-server.ts'
import { Sender } from './sender.ts'
import { NEWER_MIGRATION, NEWER_VERSION, setStage, type Stage } from './stage.ts'

const ARRIVE_MS = 90_000
const MEGABYTE = 1024 ** 2
const LARGEST_OVER_BASE = 250 * MEGABYTE
const MOST_MIB_AT_REST = 192 // the limit is 256; see NODE_OPTIONS in the Dockerfile
const SCALED = ['--scale', 'parser=3', '--scale', 'fetcher=2']
const STREAM = { mails: 2, everyMs: 500 }
// Together with the stream's mails, this many are on their way when a container dies.
const BURST = 20

describe('the compose file', skippedBecause(engineMissing()), () => {
  const truth = createTruth(Date.now() % 1_000_000, Date.now())
  const appended: TestMail[] = []
  let stage: Stage
  let sender: Sender
  let killedNotifiers = 0

  beforeAll(async () => {
    stage = await setStage()
    sender = new Sender(stage.smtpPort, truth)
  })
  afterAll(async () => {
    await stage?.stop()
  })

  const until = (what: string, condition: () => Promise<boolean>) =>
    waitUntil(condition, { timeoutMs: ARRIVE_MS, everyMs: 200, what })
  const violations = () => judge(stage, { sent: sender.sent, appended }, killedNotifiers * UNKNOWN_PER_KILL)

  test('a first `up` ends when every container is healthy', async () => {
    const begun = performance.now()
    await stage.project.up()
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
    console.log(`cold start until healthy: ${seconds} s`)
    const states = await stage.project.compose(['ps', '--all', '--format', '{{.Service}} {{.State}} {{.Health}}'])
    expect(states.split('\n').toSorted()).toEqual(
      [
        ...[...SERVICES, 'mail', 'nats', 'postgres', 'sink', 'smtp'].map((name) => `${name} running healthy`),
        'apply exited ',
        'migrate exited ',
        'provision exited ',
      ].toSorted(),
    )
  })

  test('`tubepost` beside the console knows where it is, and as whom it asks', async () => {
    const [console_ = ''] = await stage.project.containers('console')
    expect(await docker('exec', console_, 'tubepost', 'doctor')).toMatch(/^✓ token: has admin/m)
    expect(await docker('exec', console_, 'tubepost', 'sign-in-link')).toMatch(/\/sign-in#link=tubepost_/)
  })

  test('a status over SMTP is on the board, and an unreadable one gets one error mail', async () => {
    await sender.send(1, 'good')
    await sender.send(1, 'unreadable')
    expect(await violations()).toEqual([])
    expect(await letters(stage)).toHaveLength(1)
  })

  test('a mail in an IMAP mailbox is fetched, shown on the board and moved', async () => {
    const mail = truth.next('good')
    await append(stage, 'status', mail.raw)
    appended.push(mail)
    await until('the mail to be moved', async () => (await idsIn(stage, 'status', 'Done')).includes(mail.id))
    expect(await idsIn(stage, 'status', 'INBOX')).toEqual([])
    expect(await violations()).toEqual([])
  })

  test('the image adds little to its base, and no service at rest nears its limit', async () => {
    const over = await sizeOverBase(stage.image)
    console.log(`image over its base: ${(over / 1e6).toFixed(0)} MB`)
    const memory = await memoryByService(stage.project)
    console.log(`memory at rest: ${[...memory].map(([name, text]) => `${name} ${text}`).join(', ')}`)
    expect(over).toBeLessThan(LARGEST_OVER_BASE)
    for (const service of SERVICES) {
      expect(Number.parseFloat(memory.get(service) ?? ''), `MiB of ${service}`).toBeLessThan(MOST_MIB_AT_REST)
    }
  })

  test('while the parser is down the console is not ready, and not unhealthy', async () => {
    const [gateway = ''] = await stage.project.containers('console')
    const says = (pathname: string) =>
      docker('exec', gateway, 'deploy/healthcheck', pathname).then(
        () => true,
        () => false,
      )
    await stage.project.compose(['stop', 'parser'])
    await until('the console to miss the parser', async () => !(await says('/readyz')))
    expect(await says('/livez')).toBe(true)
    await stage.project.up()
  })

  test('no mail is lost, applied or answered twice when each container in turn is killed', async () => {
    await sender.whileStreaming(STREAM.mails, STREAM.everyMs, async () => {
      for (const service of [...SERVICES, 'nats', 'postgres', 'smtp']) {
        const [id = ''] = await stage.project.containers(service)
        const burst = sender.send(BURST)
        await stage.project.killInside(id, stage.image)
        if (service === 'notifier') killedNotifiers++
        await burst
        const [after] = await sender.send(1, 'good')
        await until(`a mail to go through after ${service} was killed`, () => isSettled(after))
      }
    })
    expect(await violations()).toEqual([])
  })

  async function isSettled(mail: TestMail | undefined): Promise<boolean> {
    const { url, token } = stage.installation
    const asked = `${url}/api/console/mails?messageId=${encodeURIComponent(mail?.messageId ?? '')}`
    const answer = await fetch(asked, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined)
    if (answer?.ok !== true) return false
    const { mails } = (await answer.json()) as { mails: { outcome: string | null }[] }
    return mails.some(({ outcome }) => outcome !== null)
  }

  test('three parsers and two fetchers share the work', async () => {
    await stage.project.up(SCALED)
    const [parsers, fetchers] = [await stage.project.containers('parser'), await stage.project.containers('fetcher')]
    expect([parsers.length, fetchers.length]).toEqual([3, 2])
    await until('each parser and each fetcher to have handled a mail', async () => {
      await sender.send(STREAM.mails)
      const handled = await Promise.all([...parsers.map(mailsHandled), ...fetchers.map(mailsTaken)])
      return handled.every((count) => count > 0)
    })
    expect(await violations()).toEqual([])
  })

  const mailsHandled = (parser: string) => sumIn(parser, /^tubepost_events_handled_total\{.*stream="MAIL".*\} (\d+)$/gm)
  const mailsTaken = (fetcher: string) => sumIn(fetcher, /^tubepost_mail_fetched_total\{.*\} (\d+)$/gm)

  async function sumIn(container: string, metric: RegExp): Promise<number> {
    const ask = `fetch('http://127.0.0.1:9090/metrics').then((r) => r.text()).then(console.log)`
    const metrics = await docker('exec', container, 'node', '-e', ask)
    return [...metrics.matchAll(metric)].reduce((sum, [, count]) => sum + Number(count), 0)
  }

  test('an upgrade loses no mail, and mail is taken all the while', async () => {
    const newer = { TUBEPOST_IMAGE: stage.newerImage }
    await sender.whileStreaming(STREAM.mails, STREAM.everyMs, async () => {
      // First the tables alone: the services of this version continue, and start, on the tables of a newer one.
      await stage.project.compose(['run', '--rm', '--no-deps', 'migrate'], newer)
      expect(await migrationsOfStatus()).toContain(NEWER_MIGRATION)
      const [status = ''] = await stage.project.containers('status')
      await stage.project.killInside(status, stage.image)
      const [onNewTables] = await sender.send(1, 'good')
      await until('a mail to be settled on newer tables', () => isSettled(onNewTables))

      const before = sender.failures.length
      await stage.project.script('deploy/upgrade', [], newer)
      expect(sender.failures.slice(before)).toEqual([])
      const [onNewImage] = await sender.send(1, 'good')
      await until('a mail to be settled by the newer image', () => isSettled(onNewImage))
    })
    for (const service of SERVICES) {
      for (const id of await stage.project.containers(service)) {
        const version = '{{index .Config.Labels "org.opencontainers.image.version"}}'
        expect(await docker('inspect', '--format', version, id), `the version of ${service}`).toBe(NEWER_VERSION)
      }
    }
    expect(await violations()).toEqual([])
  })

  test('a rotated token opens the door, and the one before no longer does', async () => {
    const environment = { TUBEPOST_IMAGE: stage.newerImage }
    const asks = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${stage.installation.url}/api/status/board`, { headers })).status
    }
    const before = stage.secret('admin-token')
    await stage.project.script('deploy/rotate', ['admin-token', 'gateway-token', 'status-database-url'], environment)
    const after = stage.secret('admin-token')
    expect(after).not.toBe(before)
    await until('the new token to open the board', async () => (await asks(after)) === 200)
    expect(await asks(before)).toBe(401)
    stage.installation.token = after
    await sender.send(1, 'good')
    expect(await violations()).toEqual([])
  })

  async function migrationsOfStatus(): Promise<string[]> {
    const asked = ['--tuples-only', '--no-align', '--command', 'select name from status.migration']
    const psql = ['psql', '--username', 'postgres', '--dbname', 'tubepost', ...asked]
    return (await stage.project.compose(['exec', '--no-TTY', 'postgres', ...psql])).split('\n')
  }

  test('a restored backup loses nothing sent since, and nobody is answered twice', async () => {
    const environment = { TUBEPOST_IMAGE: stage.newerImage }
    const folder = await tempDir('backups')
    const file = (await stage.project.script('deploy/backup', [folder], environment)).split('\n').at(-1) ?? ''
    await sender.send(STREAM.mails, 'good')
    await sender.send(STREAM.mails, 'unreadable')
    expect(await violations()).toEqual([])
    await stage.project.script('deploy/restore', [file], environment)
    expect(await violations()).toEqual([])
  })

  test('`down --volumes` leaves nothing behind', async () => {
    expect(await stage.project.leftovers()).not.toEqual([])
    await stage.project.down()
    expect(await stage.project.leftovers()).toEqual([])
  })
})

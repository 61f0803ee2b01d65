/** docker-compose.small.yml on a real engine: all services in one container, beside the broker and the database. */
import { SERVICES } from '@tubepost/events'
import { skippedBecause, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UNKNOWN_PER_KILL } from '../chaos/compare.ts'
import { createTruth, type TestMail } from '../chaos/truth.ts'
import { engineMissing } from './docker.ts'
import { memoryByService } from './figures.ts'
import { judge } from './judge.ts'
import { append, idsIn } from './mail-server.ts'
import { Sender } from './sender.ts'
import { setStage, type Stage } from './stage.ts'

const ARRIVE_MS = 90_000
const MOST_MIB = 257 // 270 MB
const BURST = 20
const KILLS = 2

describe('the compose file of one process', skippedBecause(engineMissing()), () => {
  const truth = createTruth(Date.now() % 1_000_000, Date.now())
  const appended: TestMail[] = []
  let stage: Stage
  let sender: Sender
  let kills = 0

  beforeAll(async () => {
    stage = await setStage('docker-compose.yml:docker-compose.small.yml')
    sender = new Sender(stage.smtpPort, truth)
  })
  afterAll(async () => {
    await stage?.stop()
  })

  const violations = () => judge(stage, { sent: sender.sent, appended }, kills * UNKNOWN_PER_KILL)

  test('a first `up` ends with three healthy containers, beside those of the mail', async () => {
    await stage.project.up()
    const states = await stage.project.compose(['ps', '--format', '{{.Service}} {{.Health}}'])
    expect(states.split('\n').toSorted()).toEqual(
      ['mail', 'nats', 'postgres', 'sink', 'tubepost'].map((name) => `${name} healthy`),
    )
  })

  test('mails over SMTP and in an IMAP mailbox have their effect', async () => {
    await sender.send(1, 'good')
    await sender.send(1, 'unreadable')
    const mail = truth.next('good')
    await append(stage, 'status', mail.raw)
    appended.push(mail)
    await waitUntil(async () => (await idsIn(stage, 'status', 'Done')).includes(mail.id), {
      timeoutMs: ARRIVE_MS,
      what: 'the mail to be moved',
    })
    expect(await violations()).toEqual([])
  })

  test('no mail is lost, applied or answered twice when the process is killed', async () => {
    for (; kills < KILLS; kills++) {
      const [id = ''] = await stage.project.containers('tubepost')
      const burst = sender.send(BURST)
      await stage.project.killInside(id, stage.image)
      await burst
    }
    expect(await violations()).toEqual([])
  })

  test('it takes no more memory than a small machine has', async () => {
    const memory = await memoryByService(stage.project)
    console.log(`memory: ${[...memory].map(([name, text]) => `${name} ${text}`).join(', ')}`)
    expect(Number.parseFloat(memory.get('tubepost') ?? '')).toBeLessThan(MOST_MIB)
  })

  test('told to stop, it drains and ends well', async () => {
    await stage.project.compose(['stop', 'tubepost'])
    expect(await stage.project.compose(['ps', '--all', '--format', '{{.ExitCode}}', 'tubepost'])).toBe('0')
    const said = await stage.project.compose(['logs', '--no-log-prefix', 'tubepost'])
    for (const service of SERVICES) expect(said).toMatch(new RegExp(`"service":"${service}","msg":"drained"`))
  })
})

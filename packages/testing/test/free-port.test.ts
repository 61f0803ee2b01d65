import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '../src/index.ts'

const MODULE = new URL('../src/free-port.ts', import.meta.url).href
// There are 14,000: processes that did not know of each other would almost certainly choose some of the same.
const EACH = 400

const children: ChildProcess[] = []
afterAll(() => children.forEach((child) => child.kill()))

/** The ports that a process of its own is given, which keeps them. */
async function portsOfAnother(): Promise<number[]> {
  const program = `
    import { freePort } from '${MODULE}'
    const ports = []
    while (ports.length < ${EACH}) ports.push(await freePort())
    console.log(JSON.stringify(ports))
    process.stdin.resume()
  `
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as number[]
  throw new Error('the process ended without a word')
}

test('no port is given twice, whichever process asks', async () => {
  const own = async () => {
    const ports: number[] = []
    while (ports.length < EACH) ports.push(await freePort())
    return ports
  }
  const ports = (await Promise.all([own(), portsOfAnother(), portsOfAnother()])).flat()
  expect(new Set(ports).size).toBe(3 * EACH)
})

test('the ports of a process that was killed can be given again', async () => {
  const [port] = await portsOfAnother()
  const killed = children.at(-1)
  killed?.kill('SIGKILL')
  await once(killed as ChildProcess, 'exit')
  const claim = createSocket('udp4').bind(port, '127.0.0.1')
  await once(claim, 'listening')
  expect(claim.address().port).toBe(port)
  claim.close()
})

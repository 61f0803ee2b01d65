import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'

const outcome = (attempt: () => unknown): string => {
  try {
    attempt()
    return 'done'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

/** The reach of a mail that had taken this process over, told as the text of the mail. */
process.on('message', async () => {
  const root = new URL('../../../../', import.meta.url).pathname
  const seen = {
    environment: Object.keys(process.env).filter(
      (name) => name !== 'NODE_CHANNEL_FD' && name !== 'NODE_CHANNEL_SERIALIZATION_MODE',
    ),
    parent: outcome(() => readFileSync(`/proc/${process.ppid}/environ`)),
    self: outcome(() => readFileSync('/proc/self/environ')),
    memory: outcome(() => readFileSync(`/proc/${process.ppid}/maps`)),
    passwords: outcome(() => readFileSync('/etc/passwd')),
    secrets: outcome(() => readFileSync(`${root}secrets/admin-token`)),
    root: outcome(() => readdirSync(root)),
    upwards: outcome(() => readFileSync(`${import.meta.dirname}/../../../../package.json`)),
    writing: outcome(() => writeFileSync(`${import.meta.dirname}/x`, '')),
    programs: outcome(() => spawnSync('true')),
    own: outcome(() => readFileSync(new URL(import.meta.url))),
    network: await once(connect(9, '127.0.0.1'), 'connect').catch((error: { code?: string }) => error.code),
  }
  process.send?.({ answer: { content: { text: JSON.stringify(seen) } } })
})
process.stdin.resume()

import { get, type IncomingMessage } from 'node:http'

export interface OpenBoards {
  /** When each board had this tag, in milliseconds since 1970; resolves once all have. */
  heard(tag: string): Promise<readonly number[]>
  close(): void
}

const GIVE_UP_MS = 30_000

/** Opens streams as so many browsers would, each on a connection of its own, and listens for comments that are tags. */
export async function openBoards(url: string, count: number, headers: Record<string, string>): Promise<OpenBoards> {
  const heard = new Map<string, number[]>()
  const told = new Map<string, () => void>()
  const hear = (tag: string) => {
    const times = heard.get(tag) ?? []
    heard.set(tag, [...times, performance.timeOrigin + performance.now()])
    if (times.length + 1 === count) told.get(tag)?.()
  }
  const answers = await Promise.all(Array.from({ length: count }, () => open(url, headers)))
  for (const answer of answers) {
    let rest = ''
    answer.setEncoding('utf8').on('data', (text: string) => {
      const events = (rest + text).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events)
        if (event.includes('event: change')) for (const [, tag = ''] of event.matchAll(/"comment":"(\w+)"/g)) hear(tag)
    })
  }
  return {
    async heard(tag) {
      if ((heard.get(tag)?.length ?? 0) < count) {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        told.set(tag, resolve)
        const late = setTimeout(() => reject(new Error(`${tag} did not come to every board`)), GIVE_UP_MS)
        await promise.finally(() => clearTimeout(late))
      }
      return heard.get(tag) ?? []
    },
    close() {
      for (const answer of answers) answer.destroy()
    },
  }
}

function open(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (answer) => {
      if (answer.statusCode === 200) resolve(answer)
      else reject(new Error(`${url} answered ${answer.statusCode}`))
    }).on('error', reject)
  })
}

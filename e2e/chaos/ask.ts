import { setTimeout as delay } from 'node:timers/promises'

/** Address of an installation, and the token for it. */
export interface Asked {
  readonly installation: { readonly url: string; readonly token: string }
}

const TRIES = 20
const PAUSE_MS = 500
const AT_ONCE = 8

/** The gateway may be starting again, so this asks until it answers. @param read takes the whole of an answer */
export async function ask<Answer>(
  { installation }: Asked,
  call: string,
  read: (response: Response) => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(installation.url + call, {
        headers: { authorization: `Bearer ${installation.token}` },
        signal: AbortSignal.timeout(10_000),
      })
      if (!response.ok) throw new Error(`GET ${call} answered ${response.status}`)
      return await read(response)
    } catch (error) {
      if (tries === TRIES) throw error
      await delay(PAUSE_MS)
    }
  }
}

export const get = <Answer>(asked: Asked, call: string): Promise<Answer> =>
  ask(asked, call, async (response) => (await response.json()) as Answer)

/** Reads for some items at a time. */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let i = 0; i < items.length; i += AT_ONCE)
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(read))))
  return results
}

import type { Installation } from './installation.ts'

interface Shown {
  readonly id: string
  readonly enabled: boolean
  readonly problem: { readonly message: string } | null
}

/**
 * A line for each mailbox whose problem is another than when it was last asked: what is wrong and what to do, or that
 * it works again.
 * @param told the problems that have been told, by mailbox; it is kept up to date
 */
export async function newProblems(
  { url, token }: Pick<Installation, 'url' | 'token'>,
  told: Map<string, string>,
): Promise<string[]> {
  const response = await fetch(`${url}/api/fetcher/mailboxes`, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) return []
  const { mailboxes } = (await response.json()) as { mailboxes: readonly Shown[] }
  const now = new Map(
    mailboxes.flatMap(({ id, enabled, problem }) => (enabled && problem !== null ? [[id, problem.message]] : [])),
  )
  const broken = [...now].flatMap(([id, message]) =>
    told.get(id) === message ? [] : [`The mailbox ${id} does not work: ${message}`],
  )
  const mended = [...told.keys()].filter((id) => !now.has(id)).map((id) => `The mailbox ${id} works again.`)
  told.clear()
  for (const [id, message] of now) told.set(id, message)
  return [...broken, ...mended]
}

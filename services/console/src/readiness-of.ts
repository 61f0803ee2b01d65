import type { Readiness } from '@tubepost/api'

/** A probe's answer as far as it is one: whatever else came is left out. */
export interface ReadReadiness {
  readonly ready: boolean
  readonly failing: readonly { readonly name: string; readonly detail: string }[]
  readonly degraded: NonNullable<Readiness['degraded']>
}

/** Reads what a service, or whoever has its address now, answers at `/readyz`. Pure. @returns undefined for no such answer */
export function readinessOf(text: string): ReadReadiness | undefined {
  const answer = objectIn(parsed(text))
  if (answer === undefined) return undefined
  const failing = Object.entries(objectIn(answer['checks']) ?? {}).flatMap(([name, check]) => {
    const { ok, detail } = objectIn(check) ?? {}
    return ok === true ? [] : [{ name, detail: typeof detail === 'string' ? detail : 'it does not say why' }]
  })
  const listed: unknown = answer['degraded']
  const degraded = (Array.isArray(listed) ? listed : []).flatMap((part: unknown) => {
    const { mailbox, code } = objectIn(part) ?? {}
    return typeof mailbox === 'string' && typeof code === 'string' ? [{ mailbox, code }] : []
  })
  return { ready: answer['ready'] === true, failing, degraded }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const objectIn = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined

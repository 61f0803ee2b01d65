import type { FastifyReply, FastifyRequest } from 'fastify'
import { holderOf } from './caller.ts'
import type { RefusedRequest } from './refused-request.ts'

type Take = (holder: string, amount?: number) => () => void

/**
 * Counts what callers take up until they give it back. Throws the refusal for more than there is, in all or for one holder.
 * @returns a function that takes an amount, and returns how to give it back, once or more often
 */
export function limitHeld(
  limits: { readonly inAll: number; readonly ofOne: number },
  refusal: (limit: keyof typeof limits) => RefusedRequest,
): Take {
  const held = new Map<string, number>()
  let all = 0
  return (holder, amount = 1) => {
    const own = held.get(holder) ?? 0
    if (own + amount > limits.ofOne) throw refusal('ofOne')
    if (all + amount > limits.inAll) throw refusal('inAll')
    all += amount
    held.set(holder, own + amount)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      all -= amount
      const left = (held.get(holder) ?? 0) - amount
      if (left === 0) held.delete(holder)
      else held.set(holder, left)
    }
  }
}

/** Takes an amount for the caller of a request, until its answer has gone. */
export function holdUntilAnswered(take: Take, request: FastifyRequest, { raw }: FastifyReply, amount?: number): void {
  const giveBack = take(holderOf(request), amount)
  raw.once('close', giveBack)
  if (raw.destroyed) giveBack()
}

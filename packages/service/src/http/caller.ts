import { isGranted } from '@tubepost/api'
import type { FastifyRequest } from 'fastify'
import type { Scope } from './scopes.ts'

/** The holder of the token that a call came with. */
export interface Caller {
  /** Id of the token, or `admin` for the administrator's. */
  readonly token: string
  readonly scopes: readonly string[]
  /** Id of the person for whom the call is made; undefined where the token is nobody's own. */
  readonly actor?: string | undefined
}

/** Headers in which the gateway tells a service of the caller. It removes them from calls from outside. */
export const CALLER_HEADERS = {
  token: 'x-tubepost-token',
  scopes: 'x-tubepost-scopes',
  actor: 'x-tubepost-actor',
} as const

const callers = new WeakMap<FastifyRequest, Caller>()

export const noteCaller = (request: FastifyRequest, caller: Caller): void => void callers.set(request, caller)

/** The caller of an authorized request. Throws for a request of a route that is open to all. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request)
  if (caller === undefined) throw new Error('this route is open to all, and knows no caller')
  return caller
}

/** Whose share of a limit a request takes up: its caller's, or its address's where nobody has to be known. */
export const holderOf = (request: FastifyRequest): string => callers.get(request)?.token ?? request.ip

export const mayCall = (request: FastifyRequest, needed: Scope): boolean => isGranted(needed, callerOf(request).scopes)

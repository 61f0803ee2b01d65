import type { ServiceName } from '@tubepost/events'
import type { Environment } from '../define/config.ts'

/**
 * The environment as one service of a process sees it: `STATUS_DATABASE_URL` is its DATABASE_URL, and takes the place of both
 * DATABASE_URL and DATABASE_URL_FILE. A variable without a service's name is for all of them.
 */
export function environmentOf(service: ServiceName, environment: Environment): Environment {
  const prefix = `${service.toUpperCase()}_`
  const own = Object.entries(environment).flatMap(([name, value]) =>
    // Compose files and shells pass an unset variable on as an empty text.
    name.startsWith(prefix) && value !== '' ? [[name.slice(prefix.length), value] as const] : [],
  )
  const isOwn = new Set(own.map(([name]) => withoutFile(name)))
  const shared = Object.entries(environment).filter(([name]) => !isOwn.has(withoutFile(name)))
  return Object.fromEntries([...shared, ...own])
}

const withoutFile = (name: string): string => name.replace(/_FILE$/, '')

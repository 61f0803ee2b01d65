import type { ServiceName } from '@tubepost/events'
import { type Runnable, runnable } from '@tubepost/service'

const LOADED: Readonly<Record<ServiceName, () => Promise<Runnable>>> = {
  fetcher: async () => runnable((await import('@tubepost/fetcher')).service),
  parser: async () => runnable((await import('@tubepost/parser')).service),
  status: async () => runnable((await import('@tubepost/status')).service),
  case: async () => runnable((await import('@tubepost/case')).service),
  notifier: async () => runnable((await import('@tubepost/notifier')).service),
  console: async () => runnable((await import('@tubepost/console')).service),
}

/** A service with all of its code, and with none of another's. */
export const loadRunnable = (name: ServiceName): Promise<Runnable> => LOADED[name]()

import type { HttpApp, ServiceContext } from '@tubepost/service'
import { readOutbox } from './reply-sql.ts'

const SHOWN = 200

export function outboxRoutes(app: HttpApp, context: ServiceContext): void {
  app.get('/api/notifier/outbox', async () => ({ replies: await readOutbox(context.pool, SHOWN) }))
}

import {
  answers,
  AppliedSetUp,
  CheckedText,
  type Mailboxes,
  type People,
  type Sent,
  SetUpText,
  type Statuses,
  type Templates,
} from '@tubepost/api'
import type { HttpApp, ServiceContext } from '@tubepost/service'
import { askBehind } from '../ask-behind.ts'
import type { ConsoleConfig } from '../console-config.ts'
import { readAppliedFile } from './applied-file-sql.ts'
import { createPastedCheck } from './check-pasted.ts'
import { decideDifferences, type Running } from './decide-differences.ts'

// More are a directory of its own, kept over HTTP; the counts of all are told.
const MOST_TOLD = 500

/** The set-up that was applied, what differs from it, and a check of another before it is applied. */
export function setUpRoutes(app: HttpApp, { config, pool }: ServiceContext<ConsoleConfig>): void {
  const applied = {
    config: { scope: 'admin' },
    schema: {
      summary: 'The set-up file as applied, and what differs from it',
      description: 'Its text has no comments. Passwords are named by their places, and never shown.',
      response: answers({ 200: AppliedSetUp }),
    },
  } as const
  app.get('/api/console/set-up', applied, async (): Promise<Sent<AppliedSetUp>> => {
    const file = await readAppliedFile(pool)
    if (file === undefined) return { appliedAt: null, written: null, differences: [], moreDifferences: 0 }
    const differences = decideDifferences(file, await readRunning(config))
    return {
      appliedAt: file.appliedAt.toISOString(),
      written: file.written,
      differences: differences.slice(0, MOST_TOLD),
      moreDifferences: Math.max(0, differences.length - MOST_TOLD),
    }
  })

  const checkPasted = createPastedCheck()
  const check = {
    config: { scope: 'console:read' },
    schema: {
      summary: 'Check the text of a set-up',
      description:
        'As `tubepost check` does, by its text alone: it opens no path, reads no environment and connects nowhere. Nothing changes.',
      body: SetUpText,
      response: answers({ 200: CheckedText }, { 400: ['too_hard'], 503: ['busy'] }),
    },
  } as const
  app.post<{ Body: SetUpText }>('/api/console/set-up/check', check, ({ body: { text } }) => checkPasted(text))
}

async function readRunning(config: ConsoleConfig): Promise<Running> {
  const [{ people }, { statuses }, { mailboxes }, { templates }] = await Promise.all([
    askBehind<People>(config, '/api/status/people', 'status:read'),
    askBehind<Statuses>(config, '/api/status/statuses', 'status:read'),
    askBehind<Mailboxes>(config, '/api/fetcher/mailboxes', 'fetcher:read'),
    askBehind<Templates>(config, '/api/notifier/templates', 'notifier:read'),
  ])
  return { people, statuses, mailboxes, templates }
}

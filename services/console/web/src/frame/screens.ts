import type { IconName } from '../parts/icons.tsx'
import { type Later, later } from '../parts/later.tsx'
import type { Key } from '../words/words.tsx'

export interface ScreenEntry {
  readonly path: string
  /** Paths of the same screen's details. */
  readonly below?: { readonly path: string; readonly show: Later<{ id: string }> }
  readonly title: Key
  readonly icon: IconName
  /** Whoever lacks it is not offered the screen. A screen without one is offered to everybody who has signed in. */
  readonly scope?: string
  readonly show: Later
}

/** Every screen behind the sign-in, in the order of the menu; the code of each is loaded when it is opened. */
export const SCREENS: readonly ScreenEntry[] = [
  {
    path: '/',
    title: 'board.title',
    icon: 'board',
    scope: 'status:read',
    show: later(() => import('../screens/board/board.tsx')),
  },
  {
    path: '/people',
    below: { path: '/people/:id', show: later(() => import('../screens/people/person.tsx')) },
    title: 'people.title',
    icon: 'people',
    scope: 'status:read',
    show: later(() => import('../screens/people/people.tsx')),
  },
  {
    path: '/statuses',
    title: 'statuses.title',
    icon: 'statuses',
    scope: 'status:read',
    show: later(() => import('../screens/statuses/statuses.tsx')),
  },
  {
    path: '/try-it',
    title: 'tryIt.title',
    icon: 'tryIt',
    scope: 'parser:read',
    show: later(() => import('../screens/try-it/try-it.tsx')),
  },
  {
    path: '/cases',
    below: { path: '/cases/:id', show: later(() => import('../screens/cases/case.tsx')) },
    title: 'cases.title',
    icon: 'cases',
    scope: 'case:read',
    show: later(() => import('../screens/cases/cases.tsx')),
  },
  {
    path: '/mails',
    below: { path: '/mails/:id', show: later(() => import('../screens/mail/mail.tsx')) },
    title: 'mails.title',
    icon: 'mails',
    scope: 'console:read',
    show: later(() => import('../screens/inbound-log/inbound-log.tsx')),
  },
  {
    path: '/intents',
    title: 'intents.title',
    icon: 'intents',
    scope: 'console:read',
    show: later(() => import('../screens/intents/intents.tsx')),
  },
  {
    path: '/outbox',
    below: { path: '/outbox/:id', show: later(() => import('../screens/outbox/reply.tsx')) },
    title: 'outbox.title',
    icon: 'outbox',
    scope: 'notifier:read',
    show: later(() => import('../screens/outbox/outbox.tsx')),
  },
  {
    path: '/templates',
    title: 'templates.title',
    icon: 'templates',
    scope: 'notifier:read',
    show: later(() => import('../screens/templates/templates.tsx')),
  },
  {
    path: '/health',
    title: 'health.title',
    icon: 'health',
    scope: 'console:read',
    show: later(() => import('../screens/health/health.tsx')),
  },
  {
    path: '/mailboxes',
    below: { path: '/mailboxes/:id', show: later(() => import('../screens/wizard/mailbox-wizard.tsx')) },
    title: 'mailboxes.title',
    icon: 'mailboxes',
    scope: 'fetcher:read',
    show: later(() => import('../screens/mailboxes/mailboxes.tsx')),
  },
  {
    path: '/dead-letters',
    title: 'deadLetters.title',
    icon: 'deadLetters',
    scope: 'console:read',
    show: later(() => import('../screens/dead-letters/dead-letters.tsx')),
  },
  {
    path: '/set-up',
    title: 'setUp.title',
    icon: 'setUp',
    scope: 'admin',
    show: later(() => import('../screens/set-up/set-up.tsx')),
  },
  {
    path: '/tokens',
    title: 'tokens.title',
    icon: 'tokens',
    scope: 'admin',
    show: later(() => import('../screens/tokens/tokens.tsx')),
  },
  {
    path: '/audit',
    title: 'audit.title',
    icon: 'audit',
    scope: 'admin',
    show: later(() => import('../screens/audit/audit.tsx')),
  },
  {
    path: '/sessions',
    title: 'sessions.title',
    icon: 'sessions',
    show: later(() => import('../screens/sessions/sessions.tsx')),
  },
]

/** Has the code of the screen at a path loaded before it is shown. */
export async function loadAhead(path: string): Promise<void> {
  const screen = SCREENS.find((one) => isAt(one, path))
  await (screen?.path === path ? screen.show : screen?.below?.show)?.load()
}

export const isAt = ({ path, below }: ScreenEntry, at: string): boolean =>
  at === path || (below !== undefined && at.startsWith(`${path}/`))

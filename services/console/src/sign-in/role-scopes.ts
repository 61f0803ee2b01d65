import type { Scope } from '@tubepost/service'

/** A role is a set of scopes: this table, and nothing else, says what a person who has signed in may do. */
export const ROLE_SCOPES = {
  // The board, one's own status, and reading what one types as a mail's subject. Behind `status:set` the status service lets
  // a person set their own status, and a receptionist, a manager or an admin that of others.
  user: ['parser:read', 'status:set'],
  receptionist: ['parser:read', 'status:set'],
  // Sees what becomes of mails and replies, and keeps cases, people and statuses; roles are an administrator's to give.
  manager: ['case:write', 'console:read', 'fetcher:read', 'notifier:read', 'parser:read', 'status:write'],
  agent: ['case:write', 'parser:read', 'status:set'],
  admin: ['admin'],
} as const satisfies Readonly<Record<string, readonly Scope[]>>
export type Role = keyof typeof ROLE_SCOPES

/** The role of a person's record; one that this version does not know may do the least. */
export const roleOf = (text: string): Role => (Object.hasOwn(ROLE_SCOPES, text) ? (text as Role) : 'user')

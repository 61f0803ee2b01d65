import type { CaseRow } from '../src/records/case-row.ts'

/** A case as its table has it, for tests of what is decided by it. */
export const aCaseRow = (change: Partial<CaseRow> = {}): CaseRow => ({
  id: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  number: 1042,
  version: 3,
  subject: 'The printer is on fire',
  status: 'open',
  priority: 'normal',
  requesterName: null,
  requesterAddress: 'carla@customer.example',
  requesterKey: 'carla@customer.example',
  requesterPerson: null,
  assignee: null,
  mailbox: 'support',
  mailboxes: ['support'],
  mails: 1,
  files: 0,
  openedAt: '2026-11-29T18:00:00.000Z',
  updatedAt: '2026-11-29T19:00:00.000Z',
  mergedInto: null,
  ...change,
})

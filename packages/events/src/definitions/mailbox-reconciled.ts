import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { MailboxId } from '../vocabulary.ts'

const Count = Type.Integer({ minimum: 0 })

export const mailboxReconciled = defineEvent({
  name: 'mailbox.reconciled',
  stream: 'OUTCOME',
  summary: 'The UIDs on the server were compared with the ledger.',
  data: Type.Object({
    mailbox: MailboxId,
    onServer: Count,
    settled: Count,
    waiting: Count,
    alarmed: Type.Array(Type.Object({ uid: Type.Integer(), problem: Type.String() }), {
      description: 'UIDs that are neither settled nor waiting, at most 100 of them',
    }),
    alarms: Count,
  }),
  example: { mailbox: 'status', onServer: 3, settled: 1, waiting: 2, alarmed: [], alarms: 0 },
  story: ({ onServer, settled, waiting, alarms }) =>
    `${onServer} mails on the server: ${settled} settled, ${waiting} waiting, ${alarms} for an alarm.`,
})

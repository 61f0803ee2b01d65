import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Standing } from './status-changed.ts'

export const statusOverdue = defineEvent({
  name: 'status.overdue',
  stream: 'FACT',
  summary: 'A person is not back at the time they said; told once for each status that was set.',
  data: Type.Object({ personId: Type.String(), standing: Standing }),
  example: {
    personId: 'ana',
    standing: {
      statusId: 'out',
      status: 'Out',
      type: 'out',
      dueBack: '2014-08-16T09:00:00-04:00',
      comment: 'call my cell',
      since: '2014-08-15T19:00:00Z',
    },
  },
  story: ({ personId, standing }) => `${personId} is ${standing.status} and not back at the time they said.`,
})

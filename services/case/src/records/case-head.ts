import type { caseOpened, DataOf } from '@tubepost/events'
import { type CaseRow, numberText } from './case-row.ts'

/** A case as facts carry it. @param url of our pages, without a slash at its end */
export function caseHead(row: CaseRow, url: string): DataOf<typeof caseOpened>['case'] {
  const { id, version, subject, status, priority, assignee, mailbox } = row
  const number = numberText(row.number)
  return {
    caseId: id,
    number,
    object: 'case',
    version,
    subject,
    status,
    priority,
    requester: { name: row.requesterName, address: row.requesterAddress, personId: row.requesterPerson },
    assignee,
    mailbox,
    url: `${url}/cases/${number}`,
  }
}

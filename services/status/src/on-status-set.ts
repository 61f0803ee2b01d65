import { intentStatusSet } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { loadKnown, saveVerdicts } from './board-sql.ts'
import { decideStatuses } from './decide-statuses.ts'
import { countIntents } from './intents-counted.ts'
import { loadStatuses } from './statuses-sql.ts'
import { requestByMail } from './request-by-mail.ts'
import { verdictEvents } from './verdict-events.ts'

export const onStatusSet = handle(intentStatusSet, async (intents, { tx, origin, tally }) => {
  const requests = intents.map(requestByMail)
  const known = await loadKnown(tx, requests)
  const statuses = [...(await loadStatuses(tx)).values()]
  const verdicts = decideStatuses(requests, known)
  await saveVerdicts(tx, verdicts)
  const events = verdicts.flatMap((verdict) => verdictEvents(verdict, known, statuses, origin))
  countIntents(tally, events)
  return events
})

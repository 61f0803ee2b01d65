import { intentStatusSet, statuses } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { boardChanged } from './board-changed.ts'
import { loadKnown, saveVerdicts } from './board-sql.ts'
import { decideStatuses } from './decide-statuses.ts'
import { countIntents } from './intents-counted.ts'
import { requestByMail } from './request-by-mail.ts'
import { noteHints } from './suggestion-sql.ts'
import { verdictEvents } from './verdict-events.ts'

export const onStatusSet = handle(
  intentStatusSet,
  async (intents, { tx, origin, reference, tally }) => {
    const requests = intents.map(requestByMail)
    const known = await loadKnown(tx, requests)
    // Words for an answer; the verdicts rest on the tables.
    const terms = [...reference(statuses).records.values()].toSorted((a, b) => a.position - b.position)
    const verdicts = decideStatuses(requests, known)
    await saveVerdicts(tx, verdicts)
    await noteHints(tx, intents)
    const events = verdicts.flatMap((verdict) => verdictEvents(verdict, known, terms, origin))
    countIntents(tally, events)
    return events
  },
  { wakes: boardChanged },
)

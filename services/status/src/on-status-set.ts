import { intentStatusSet } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { loadKnown, saveVerdicts } from './board-sql.ts'
import { decideStatuses } from './decide-statuses.ts'
import { verdictEvents } from './verdict-events.ts'

export const onStatusSet = handle(intentStatusSet, async (intents, { tx, origin }) => {
  const known = await loadKnown(
    tx,
    intents.map(({ data }) => ({
      personId: data.sender.personId,
      statusId: data.statusId,
      fingerprint: data.fingerprint,
    })),
  )
  const verdicts = decideStatuses(intents, known)
  await saveVerdicts(tx, verdicts)
  return verdicts.flatMap((verdict) => verdictEvents(verdict, known, origin))
})

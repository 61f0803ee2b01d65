import { intentStatusSet, isA, mailSettled, type TubepostEvent } from '@tubepost/events'
import { defineCounter, type Tally } from '@tubepost/service'

export const intentsDecided = defineCounter(
  { name: 'tubepost_intents_total', help: 'Intents that were decided, by what became of them' },
  ['kind', 'outcome'],
)

const KIND = intentStatusSet.name.replace('intent.', '')

/** Counts intents by the settlements of their mails. */
export function countIntents(tally: Tally, events: readonly TubepostEvent[]): void {
  for (const event of events)
    if (isA(mailSettled, event)) tally.count(intentsDecided, { kind: KIND, outcome: event.data.outcome })
}

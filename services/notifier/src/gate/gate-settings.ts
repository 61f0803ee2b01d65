import {
  type MailboxRecord,
  mailboxes,
  type Person,
  people,
  type RecordOf,
  type ReferenceDefinition,
} from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { HandlerContext } from '@tubepost/service'
import type { AppliedSettings } from './applied-settings-sql.ts'
import type { GateSettings } from './decide-reply.ts'
import type { SendingSettings } from '../sending-settings-sql.ts'
import { fixedSubjects } from '../words/write-words.ts'

type ReadReference = HandlerContext['reference']
type Records<Definition extends ReferenceDefinition> = ReadonlyMap<string, RecordOf<Definition>>

/** The gate's settings of today: our addresses, the people we know, our subjects, and the limits. */
export function gateSettings(reference: ReadReference, { sending, edited, restoredAt }: AppliedSettings): GateSettings {
  return {
    ownAddresses: ownAddresses(reference, sending),
    peopleAddresses: peopleAddresses(reference),
    ownSubjects: fixedSubjects(edited),
    repliesPerRecipientPerHour: sending.repliesPerRecipientPerHour,
    repliesPerHour: sending.repliesPerHour,
    answersPerHour: sending.answersPerHour,
    canSend: sending.smtp !== null,
    restoredAt,
  }
}

export function ownAddresses(
  reference: ReadReference,
  { fromAddress }: Pick<SendingSettings, 'fromAddress'>,
): ReadonlySet<string> {
  return new Set([addressKey(fromAddress), ...mailboxAddresses(reference)])
}

const mailboxAddresses = perVersion(
  mailboxes,
  (records: ReadonlyMap<string, MailboxRecord>) =>
    new Set([...records.values()].map(({ address }) => addressKey(address))),
)

export const peopleAddresses = perVersion(
  people,
  (records: ReadonlyMap<string, Person>) =>
    new Set([...records.values()].flatMap(({ addresses }) => addresses.map(addressKey))),
)

/** Derived from reference data, and made again only when a record has changed. */
function perVersion<Definition extends ReferenceDefinition>(
  definition: Definition,
  derive: (records: Records<Definition>) => ReadonlySet<string>,
): (reference: ReadReference) => ReadonlySet<string> {
  const kept = new WeakMap<object, { version: number; value: ReadonlySet<string> }>()
  return (reference) => {
    const reader = reference(definition)
    const { version } = reader
    const last = kept.get(reader)
    if (last?.version === version) return last.value
    const value = derive(reader.records)
    kept.set(reader, { version, value })
    return value
  }
}

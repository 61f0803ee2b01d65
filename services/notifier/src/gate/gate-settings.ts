import { type MailboxRecord, mailboxes, type Person, people } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { HandlerContext } from '@tubepost/service'
import type { EditedTemplate } from '../words/choose-template.ts'
import type { GateSettings } from './decide-reply.ts'
import type { SendingSettings } from '../sending-settings-sql.ts'
import { fixedSubjects } from '../words/write-words.ts'

/** The gate's settings of today: our addresses, the people we know, our subjects, and the limits. */
export function gateSettings(
  reference: HandlerContext['reference'],
  settings: SendingSettings,
  edited: readonly EditedTemplate[],
  restoredAt: string | null,
): GateSettings {
  return {
    ownAddresses: ownAddresses(reference(mailboxes).records, settings),
    peopleAddresses: addressesOf(reference(people).records),
    ownSubjects: fixedSubjects(edited),
    repliesPerRecipientPerHour: settings.repliesPerRecipientPerHour,
    repliesPerHour: settings.repliesPerHour,
    canSend: settings.smtp !== null,
    restoredAt,
  }
}

export function ownAddresses(
  records: ReadonlyMap<string, MailboxRecord>,
  { fromAddress }: SendingSettings,
): Set<string> {
  return new Set([fromAddress, ...[...records.values()].map(({ address }) => address)].map(addressKey))
}

function addressesOf(records: ReadonlyMap<string, Person>): Set<string> {
  return new Set([...records.values()].flatMap(({ addresses }) => addresses.map(addressKey)))
}

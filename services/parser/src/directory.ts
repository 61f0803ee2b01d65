import { mailboxes, organisation, people, statuses } from '@tubepost/events'
import { addressKey, domainOf, type SigningKeys } from '@tubepost/mail'
import { type HandlerContext, signingKeys } from '@tubepost/service'
import type { ParserConfig } from './config.ts'
import type { Directory } from './judging/known-mail.ts'

const KINDS = [people, statuses, organisation, mailboxes] as const
// For an installation that declares no organisation.
const NOBODY = { name: '', timeZone: 'UTC', locale: 'en-US', defaultReturn: '09:00', endOfDay: '17:00', url: '' }

let built: { versions: string; directory: Directory } | undefined

/** The reference data in the form the judgement needs; built again only when part of it has changed. */
export function readDirectory(reference: HandlerContext['reference'], config: ParserConfig): Directory {
  const versions = KINDS.map((kind) => reference(kind).version).join()
  if (built?.versions !== versions) built = { versions, directory: build(reference, signingKeys(config)) }
  return built.directory
}

/** Waits until everything in the buckets at this moment is known. */
export async function catchUp(reference: HandlerContext['reference']): Promise<void> {
  await Promise.all(KINDS.map((kind) => reference(kind).catchUp()))
}

function build(reference: HandlerContext['reference'], keys: SigningKeys): Directory {
  const ownAddresses = [...reference(mailboxes).records.values()].map((mailbox) => addressKey(mailbox.address))
  const list = [...reference(statuses).records.values()].toSorted((a, b) => a.position - b.position)
  return {
    organisation: reference(organisation).records.get('organisation') ?? NOBODY,
    mailboxes: new Map(reference(mailboxes).records),
    peopleByAddress: new Map(
      [...reference(people).records.values()].flatMap((person) =>
        person.addresses.map((address) => [addressKey(address), person] as const),
      ),
    ),
    statuses: list,
    terms: list.map(({ id, name, aliases, due }) => ({ id, name, aliases, due })),
    keys,
    ownAddresses: new Set(ownAddresses),
    ownDomains: new Set(ownAddresses.map(domainOf)),
  }
}

import { mailboxes, organisation, people, type Person } from '@tubepost/events'
import { addressKey, domainOf, numberIn, withoutDetail } from '@tubepost/mail'
import type { HandlerContext } from '@tubepost/service'
import { readNumber } from './records/case-row.ts'

/** The reference data in the form that mails and cases need. */
export interface Directory {
  /** Address of the pages, without a slash at its end. */
  readonly url: string
  /** Whether a mailbox, a route or a case of ours has the address, with whatever detail. @param key an `addressKey` */
  isOurs(key: string): boolean
  /** @param key an `addressKey` */
  personAt(key: string): Person | undefined
  /** Undefined where the mailbox is not set up any more. */
  addressOf(mailbox: string): string | undefined
  readonly people: ReadonlyMap<string, Person>
}

const KINDS = [people, organisation, mailboxes] as const

let built: { versions: string; directory: Directory } | undefined

/** Built again only when part of the reference data has changed. */
export function readDirectory(reference: HandlerContext['reference']): Directory {
  const versions = KINDS.map((kind) => reference(kind).version).join()
  if (built?.versions !== versions) built = { versions, directory: build(reference) }
  return built.directory
}

function build(reference: HandlerContext['reference']): Directory {
  const known = new Map(reference(people).records)
  const byAddress = new Map(
    [...known.values()].flatMap((person) => person.addresses.map((address) => [addressKey(address), person] as const)),
  )
  const addresses = new Map([...reference(mailboxes).records].map(([id, { address }]) => [id, address]))
  const kept = [...reference(mailboxes).records.values()]
  const ours = new Set(
    kept.flatMap(({ address, routes }) =>
      [address, ...routes.map(({ recipient }) => recipient)].map((each) => withoutDetail(addressKey(each))),
    ),
  )
  const domains = new Set(kept.map(({ address }) => domainOf(addressKey(address))))
  const isCase = (key: string) => readNumber(numberIn(key, domains) ?? '') !== undefined
  return {
    url: (reference(organisation).records.get('organisation')?.url ?? '').replace(/\/$/, ''),
    isOurs: (key) => ours.has(withoutDetail(key)) || isCase(key),
    personAt: (key) => byAddress.get(key),
    addressOf: (mailbox) => addresses.get(mailbox),
    people: known,
  }
}

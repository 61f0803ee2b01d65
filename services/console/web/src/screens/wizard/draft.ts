import type { MailboxPolicy, PRESETS, SOURCE_KINDS, TLS_MODES } from '@tubepost/api'
import { guessServer } from './guess-server.ts'

export type Kind = (typeof SOURCE_KINDS)[number]
export type PresetName = (typeof PRESETS)[number]
export type Tls = (typeof TLS_MODES)[number]
export type OwnPolicy = Partial<MailboxPolicy>

/** The form: each field as it was typed. A field that is null was not touched; it shows what is guessed. */
export interface Draft {
  readonly kind: Kind
  readonly preset: PresetName
  readonly address: string
  readonly id: string | null
  /** Chosen by hand; empty: by the domain of the address. */
  readonly provider: string
  readonly host: string | null
  readonly port: string | null
  readonly tls: Tls
  readonly username: string | null
  readonly folder: string
  readonly allowPrivateAddress: boolean
  readonly tlsVerify: boolean
  /** Folder of a Maildir. */
  readonly path: string
  /** Port of an SMTP intake. */
  readonly listensOn: string
  /** Fields that differ from the preset's. */
  readonly policy: OwnPolicy
}

export const FIRST_DRAFT: Draft = {
  kind: 'imap',
  preset: 'officestatus',
  address: '',
  id: null,
  provider: '',
  host: null,
  port: null,
  tls: 'implicit',
  username: null,
  folder: 'INBOX',
  allowPrivateAddress: false,
  tlsVerify: true,
  path: '',
  listensOn: '2525',
  policy: {},
}

/** Ports of IMAP, RFC 8314 and RFC 9051. */
const PORTS: Readonly<Record<Tls, string>> = { implicit: '993', starttls: '143', none: '143' }

/** A form with the guesses in place of the fields that were not touched. */
export type Filled = Draft & { readonly [Field in 'id' | 'host' | 'port' | 'username']: string }

/** Pure. @param taken ids of other mailboxes */
export function fillIn(draft: Draft, taken: readonly string[]): Filled {
  const guess = guessServer(draft.address, draft.provider)
  return {
    ...draft,
    id: draft.id ?? freeId(idOf(draft.address), taken),
    host: draft.host ?? guess.host,
    port: draft.port ?? PORTS[draft.tls],
    username: draft.username ?? guess.username,
  }
}

const LONGEST_ID = 40

/** `Status.Berlin@example.com` is `status-berlin`. */
const idOf = (address: string): string =>
  (address.split('@')[0] ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_ID)
    .replaceAll(/^-|-$/g, '')

function freeId(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted.slice(0, LONGEST_ID - 4)}-${number}`
    if (!taken.includes(id)) return id
  }
}

interface Source {
  readonly kind: Kind
  readonly host?: string
  readonly port?: number
  readonly tls?: Tls
  readonly username?: string
  readonly folder?: string
  readonly allowPrivateAddress?: boolean
  readonly tlsVerify?: boolean
  readonly path?: string
  readonly [more: string]: unknown
}

/** A mailbox as it is written: the body of the call that saves it, or an entry of tubepost.yaml. */
export interface Entry {
  readonly id: string
  readonly preset: PresetName
  readonly address: string
  readonly enabled?: boolean
  readonly source: Source
  readonly policy?: OwnPolicy
  readonly [more: string]: unknown
}

/** The form for a mailbox that is to be changed. Pure. */
export function draftOf({ id, preset, address, source, policy = {} }: Entry): Draft {
  const { kind, host, port, tls = 'implicit', username, folder, allowPrivateAddress, tlsVerify, path } = source
  const ofImap = kind === 'imap'
  return {
    ...FIRST_DRAFT,
    kind,
    preset,
    address,
    id,
    policy,
    tls,
    host: ofImap ? (host ?? '') : null,
    port: ofImap && port !== undefined ? String(port) : null,
    username: ofImap ? (username ?? address) : null,
    folder: folder ?? FIRST_DRAFT.folder,
    allowPrivateAddress: allowPrivateAddress ?? false,
    tlsVerify: tlsVerify ?? true,
    path: path ?? '',
    listensOn: kind === 'smtp' && port !== undefined ? String(port) : FIRST_DRAFT.listensOn,
  }
}

const OF_FOLDERS: ReadonlySet<string> = new Set(['fetchScope', 'backlog', 'afterSuccess', 'afterFailure'])

/**
 * The mailbox of a form: of the source and the policy only what differs from the defaults and the preset. Pure.
 * @param before the mailbox that is changed; what the form does not show stays as it was
 */
export function entryOf(draft: Filled, before?: Entry): Entry {
  const { id, preset, address, policy } = draft
  const { policy: _, source: was, ...more } = before ?? {}
  const own = Object.entries(policy).filter(([field]) => draft.kind !== 'smtp' || !OF_FOLDERS.has(field))
  return {
    ...more,
    id: id.trim(),
    preset,
    address: address.trim(),
    source: sourceOf(draft, was),
    ...(own.length > 0 && { policy: Object.fromEntries(own) }),
  }
}

function sourceOf(draft: Filled, was: Source | undefined): Source {
  const { kind, host, port, tls, username, folder, allowPrivateAddress, tlsVerify, path, listensOn } = draft
  if (kind === 'smtp') return { kind, port: numberOf(listensOn) }
  const read = {
    ...(folder.trim() !== FIRST_DRAFT.folder && folder.trim() !== '' && { folder: folder.trim() }),
    ...(was?.kind === kind && was['pollInterval'] !== undefined && { pollInterval: was['pollInterval'] }),
  }
  if (kind === 'maildir') return { kind, path: path.trim(), ...read }
  return {
    kind,
    host: host.trim(),
    ...(port.trim() !== PORTS[tls] && { port: numberOf(port) }),
    ...(tls !== 'implicit' && { tls }),
    ...(username.trim() !== draft.address.trim() && { username: username.trim() }),
    ...(allowPrivateAddress && { allowPrivateAddress }),
    ...(!tlsVerify && { tlsVerify }),
    ...read,
  }
}

/** Something that is no number goes as it is: the service says so at its field. */
const numberOf = (text: string): number =>
  /^\d+$/.test(text.trim()) ? Number(text) : (text.trim() as unknown as number)

/**
 * The mailboxes of the scriptable IMAP server, in memory. Tests read it and change it without the sessions'
 * knowledge.
 */

export type StoredMessage = {
  readonly uid: number
  readonly flags: Set<string>
  readonly internalDate: Date
  readonly raw: Buffer
}

export type ImapFolder = {
  readonly name: string
  uidValidity: number
  uidNext: number
  messages: StoredMessage[]
}

export type ImapStore = {
  /** INBOX in any case, other names unchanged. */
  folder(user: string, name: string): ImapFolder | undefined
  folders(user: string): string[]
  create(user: string, name: string): ImapFolder
  /** Puts a mail into a folder, made if missing. @returns its UID */
  append(user: string, folder: string, raw: Buffer | string, options?: ImapAppendOptions): number
  expunge(user: string, folder: string, uids: readonly number[]): void
  /** Begins a new life of the folder: the same mails under UIDs from 1 on, so that old UIDs name other mails. */
  setUidValidity(user: string, folder: string, uidValidity: number): void
  /** Calls back after every change. @returns a function that ends that */
  onChange(listener: () => void): () => void
}

export type ImapAppendOptions = { readonly flags?: readonly string[]; readonly internalDate?: Date }

export function createImapStore(users: readonly string[]): ImapStore {
  const accounts = new Map(users.map((user) => [user, new Map<string, ImapFolder>()]))
  const listeners = new Set<() => void>()
  let validity = 1_000
  const changed = (): void => {
    for (const listener of listeners) listener()
  }

  const store: ImapStore = {
    folder: (user, name) => accounts.get(user)?.get(canonical(name)),
    folders: (user) => [...(accounts.get(user)?.keys() ?? [])].toSorted(),
    create(user, name) {
      const account = accounts.get(user)
      if (account === undefined) throw new Error(`there is no user ${user}`)
      const known = account.get(canonical(name))
      if (known !== undefined) return known
      const folder = { name: canonical(name), uidValidity: ++validity, uidNext: 1, messages: [] }
      account.set(folder.name, folder)
      return folder
    },
    append(user, name, raw, { flags = [], internalDate = new Date() } = {}) {
      const folder = store.create(user, name)
      const uid = folder.uidNext++
      folder.messages.push({ uid, flags: new Set(flags), internalDate, raw: Buffer.from(raw) })
      changed()
      return uid
    },
    expunge(user, name, uids) {
      const folder = store.folder(user, name)
      if (folder === undefined) return
      folder.messages = folder.messages.filter(({ uid }) => !uids.includes(uid))
      changed()
    },
    setUidValidity(user, name, uidValidity) {
      const folder = store.create(user, name)
      folder.uidValidity = uidValidity
      folder.messages = folder.messages.map((message, i) => ({ ...message, uid: i + 1 }))
      folder.uidNext = folder.messages.length + 1
      changed()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  for (const user of users) store.create(user, 'INBOX')
  return store
}

function canonical(name: string): string {
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name
}

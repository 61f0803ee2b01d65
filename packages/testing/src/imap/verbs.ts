/** The verbs of the scriptable IMAP server. Each returns the text that follows the tag. */
import { fetchPieces, searchKeys } from './fetch-items.ts'
import type { Command, ImapSession } from './session.ts'
import type { StoredMessage } from './store.ts'
import { inSet, matchesPattern, quote, readDateTime, type Token } from './wire.ts'

const FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft'
const NOT_SELECTED = 'BAD no folder is selected'
const TRY_CREATE = 'NO [TRYCREATE] there is no such folder'

export const verbs: Readonly<Record<string, Command>> = {
  CAPABILITY(session) {
    session.say(`* CAPABILITY ${session.access.capabilities.join(' ')}`)
    return 'OK done'
  },
  LOGIN: (session, [user, password]) => logIn(session, String(user), String(password)),
  AUTHENTICATE(session, [, answer]) {
    const [, user = '', password = ''] = Buffer.from(String(answer), 'base64').toString('utf8').split('\0')
    return logIn(session, user, password)
  },
  ID(session) {
    session.say('* ID ("name" "scriptable")')
    return 'OK done'
  },
  ENABLE: () => 'OK nothing to enable',
  NOOP(session) {
    session.tellChanges()
    return 'OK done'
  },
  LOGOUT(session) {
    session.say('* BYE see you')
    return 'OK done'
  },
  SELECT: (session, [name]) => open(session, String(name), false),
  EXAMINE: (session, [name]) => open(session, String(name), true),
  CLOSE: leave,
  UNSELECT: leave,
  LIST: list,
  LSUB: list,
  SUBSCRIBE: () => 'OK done',
  STATUS(session, [name]) {
    const folder = folderOf(session, String(name))
    if (folder === undefined) return 'NO [NONEXISTENT] there is no such folder'
    const unseen = folder.messages.filter(({ flags }) => !flags.has('\\Seen')).length
    session.say(
      `* STATUS ${quote(folder.name)} (MESSAGES ${folder.messages.length} UIDNEXT ${folder.uidNext} ` +
        `UIDVALIDITY ${folder.uidValidity} UNSEEN ${unseen})`,
    )
    return 'OK done'
  },
  CREATE(session, [name]) {
    if (folderOf(session, String(name)) !== undefined) return 'NO [ALREADYEXISTS] there is such a folder'
    const { belowInbox, delimiter, store } = session.access
    const parts = String(name).split(delimiter)
    if (belowInbox && parts[0] !== 'INBOX') return 'NO the name must begin with INBOX.'
    for (let depth = 1; depth <= parts.length; depth++) {
      store.create(session.user ?? '', parts.slice(0, depth).join(delimiter))
    }
    return 'OK done'
  },
  APPEND(session, words) {
    const folder = folderOf(session, String(words[0]))
    if (folder === undefined) return TRY_CREATE
    const flags = words.find((word) => Array.isArray(word))
    const date = words.slice(1, -1).find((word) => typeof word === 'string')
    const uid = session.access.store.append(
      session.user ?? '',
      folder.name,
      Buffer.from(String(words.at(-1)), 'latin1'),
      {
        flags: Array.isArray(flags) ? flags.map(String) : [],
        ...(typeof date === 'string' && { internalDate: readDateTime(date) }),
      },
    )
    session.tellChanges()
    return `OK [APPENDUID ${folder.uidValidity} ${uid}] done`
  },
  SEARCH(session, words, isUid) {
    if (session.selected === undefined) return NOT_SELECTED
    const { folder, view } = session.selected
    const found = folder.messages
      .filter(searchKeys(words, view))
      .map(({ uid }) => (isUid ? uid : view.indexOf(uid) + 1))
    session.say(`* SEARCH${found.map((n) => ` ${n}`).join('')}`)
    session.tellChanges()
    return 'OK done'
  },
  FETCH(session, [set, items], isUid) {
    const messages = named(session, String(set), isUid)
    if (messages === undefined) return NOT_SELECTED
    for (const { uid } of messages) {
      const message = session.selected?.folder.messages.find((each) => each.uid === uid)
      if (message === undefined) continue
      session.sending = uid
      const sequence = (session.selected?.view.indexOf(uid) ?? 0) + 1
      session.say(`* ${sequence} FETCH (`, ...fetchPieces(message, items ?? 'FLAGS'), ')')
      session.change('between')
    }
    return 'OK done'
  },
  STORE(session, [set, operation, given], isUid) {
    const messages = named(session, String(set), isUid)
    if (messages === undefined || session.selected === undefined) return NOT_SELECTED
    if (session.selected.readOnly) return 'NO the folder is open for reading only'
    const flags = (Array.isArray(given) ? given : [given]).map(String)
    const act = String(operation).startsWith('-') ? 'delete' : 'add'
    for (const message of messages) {
      for (const flag of flags) message.flags[act](flag)
      const sequence = session.selected.view.indexOf(message.uid) + 1
      if (!/SILENT/i.test(String(operation))) {
        session.say(`* ${sequence} FETCH (UID ${message.uid} FLAGS (${[...message.flags].join(' ')}))`)
      }
    }
    return 'OK done'
  },
  COPY: (session, [set, target], isUid) =>
    transfer(session, { set: String(set), target: String(target), isUid, removes: false }),
  MOVE: (session, [set, target], isUid) =>
    transfer(session, { set: String(set), target: String(target), isUid, removes: true }),
  EXPUNGE(session, [set], isUid) {
    if (session.selected === undefined) return NOT_SELECTED
    const { folder, view } = session.selected
    const within = isUid ? inSet(String(set), view.at(-1) ?? 0) : () => true
    const uids = folder.messages.filter(({ uid, flags }) => flags.has('\\Deleted') && within(uid)).map(({ uid }) => uid)
    session.access.store.expunge(session.user ?? '', folder.name, uids)
    session.tellChanges()
    return 'OK done'
  },
  async IDLE(session) {
    session.say('+ idling')
    while (!session.gone) {
      session.tellChanges()
      const changed = Promise.withResolvers<void>()
      const forget = session.access.store.onChange(changed.resolve)
      await session.lineOr(changed.promise)
      forget()
      if (session.hasLine) break
    }
    await session.readLine() // DONE
    return 'OK done'
  },
}

function logIn(session: ImapSession, user: string, password: string): string {
  if (session.access.passwords.get(user) !== password) return 'NO [AUTHENTICATIONFAILED] not known'
  session.user = user
  return `OK [CAPABILITY ${session.access.capabilities.join(' ')}] welcome`
}

function folderOf(session: ImapSession, name: string) {
  return session.user === undefined ? undefined : session.access.store.folder(session.user, name)
}

function open(session: ImapSession, name: string, readOnly: boolean): string {
  const folder = folderOf(session, name)
  session.selected = undefined
  if (folder === undefined) return 'NO [NONEXISTENT] there is no such folder'
  session.selected = { folder, readOnly, view: folder.messages.map(({ uid }) => uid) }
  session.say(`* FLAGS (${FLAGS})`)
  session.say(`* ${folder.messages.length} EXISTS`)
  session.say(`* OK [PERMANENTFLAGS (${FLAGS} \\*)] kept`)
  session.say(`* OK [UIDVALIDITY ${folder.uidValidity}] valid`)
  session.say(`* OK [UIDNEXT ${folder.uidNext}] next`)
  return `OK [READ-${readOnly ? 'ONLY' : 'WRITE'}] open`
}

function leave(session: ImapSession): string {
  session.selected = undefined
  return 'OK done'
}

function list(session: ImapSession, [, pattern = '']: readonly Token[]): string {
  const delimiter = quote(session.access.delimiter)
  if (pattern === '') session.say(`* LIST (\\Noselect) ${delimiter} ""`)
  for (const name of session.access.store.folders(session.user ?? '')) {
    if (matchesPattern(name, String(pattern))) session.say(`* LIST (\\HasNoChildren) ${delimiter} ${quote(name)}`)
  }
  return 'OK done'
}

/** The messages of a set. Sequence numbers are those that were announced to this session. */
function named(session: ImapSession, set: string, isUid: boolean): StoredMessage[] | undefined {
  if (session.selected === undefined) return undefined
  const { folder, view } = session.selected
  const within = inSet(set, isUid ? (view.at(-1) ?? 0) : view.length)
  return folder.messages.filter(({ uid }) => within(isUid ? uid : view.indexOf(uid) + 1))
}

/** RFC 6851 §3.3: COPYUID comes before the EXPUNGEs of a MOVE. */
function transfer(
  session: ImapSession,
  { set, target, isUid, removes }: { set: string; target: string; isUid: boolean; removes: boolean },
): string {
  const messages = named(session, set, isUid)
  if (messages === undefined || session.selected === undefined) return NOT_SELECTED
  const folder = folderOf(session, target)
  if (folder === undefined) return TRY_CREATE
  const { store, capabilities } = session.access
  const copies = messages.map(({ raw, flags, internalDate }) =>
    store.append(session.user ?? '', target, raw, {
      flags: [...flags].filter((flag) => flag !== '\\Deleted'),
      internalDate,
    }),
  )
  const uids = messages.map(({ uid }) => uid)
  const isTold = capabilities.includes('UIDPLUS') && uids.length > 0
  const code = isTold ? `[COPYUID ${folder.uidValidity} ${uids.join(',')} ${copies.join(',')}] ` : ''
  if (!removes) return `OK ${code}done`
  if (isTold) session.say(`* OK ${code}moved`)
  store.expunge(session.user ?? '', session.selected.folder.name, uids)
  session.tellChanges()
  return 'OK done'
}

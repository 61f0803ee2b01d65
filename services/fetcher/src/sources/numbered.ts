import type { Copying, Folder, FoundMail, KeyedFolder } from './folder.ts'

/** The numbers in the ledger of the messages of one life of a folder. */
export interface Numbers {
  /** The numbers of the keys, in the order of the keys; new keys get numbers above all earlier ones. */
  of(keys: readonly string[]): Promise<number[]>
  /** The keys of the numbers; every number was given by `of`. */
  keysOf(uids: readonly number[]): Promise<string[]>
}

/** Turns a folder of messages with textual keys into one with the numbers that the ledger keeps its books by. */
export async function numbered(folder: KeyedFolder, numbers: Numbers): Promise<Folder> {
  const keys = new Map<number, string>()
  const uidsOf = async (of: readonly string[]): Promise<number[]> => {
    const uids = await numbers.of(of)
    uids.forEach((uid, at) => keys.set(uid, of[at] ?? ''))
    return uids
  }
  const keysOf = async (uids: readonly number[]): Promise<string[]> => {
    const unseen = uids.filter((uid) => !keys.has(uid))
    const found = unseen.length === 0 ? [] : await numbers.keysOf(unseen)
    unseen.forEach((uid, at) => keys.set(uid, found[at] ?? ''))
    return uids.map((uid) => keys.get(uid) ?? '')
  }
  const all = ascending(await uidsOf(await folder.keys()))
  const { kind, account, life } = folder
  return {
    kind,
    account,
    life,
    lastUid: all.at(-1) ?? 0,
    get copying() {
      return folder.copying === undefined ? undefined : copyingOf(folder.copying, keysOf)
    },
    keyOf: (uid) => keys.get(uid) ?? '',
    pathsOf: (target) => folder.pathsOf(target),
    makeTarget: (target) => folder.makeTarget(target),
    refresh: () => folder.refresh(),
    uidsFrom: async (first) => ascending(await uidsOf(await folder.keys())).filter((uid) => uid >= first),
    uidsSince: async (day) => ascending(await uidsOf(await folder.uidsSince(day))),
    uidsUnseen: async () => ascending(await uidsOf(await folder.uidsUnseen())),
    present: async (uids) => uidsOf(await folder.present(await keysOf(uids))),
    async fetch(uids, options) {
      const found = await folder.fetch(await keysOf(uids), options)
      const numbersOfFound = await uidsOf(found.map(({ uid }) => uid))
      return found.map((mail, at): FoundMail => ({ ...mail, uid: numbersOfFound[at] ?? 0 }))
    },
    async whole(uid) {
      const [key = ''] = await keysOf([uid])
      return folder.whole(key)
    },
    async move(uids, target) {
      const { moved, gone } = await folder.move(await keysOf(uids), target)
      return { moved: await uidsOf(moved), gone: await uidsOf(gone) }
    },
    markSeen: async (uids) => folder.markSeen(await keysOf(uids)),
    remove: async (uids) => folder.remove(await keysOf(uids)),
    wait: (stopped, timeoutMs) => folder.wait(stopped, timeoutMs),
    close: () => folder.close(),
  }
}

function copyingOf(copying: Copying<string>, keysOf: (uids: readonly number[]) => Promise<string[]>): Copying {
  return {
    copy: async (uids, target) => copying.copy(await keysOf(uids), target),
    headersIn: (target, like) => copying.headersIn(target, like),
  }
}

const ascending = (uids: readonly number[]): number[] => uids.toSorted((a, b) => a - b)

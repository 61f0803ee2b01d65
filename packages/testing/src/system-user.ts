import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

export type SystemUser = { readonly uid: number; readonly gid: number }

/** The user and the group of this process, by name. */
export function ownNames(): { user: string; group: string } {
  const { username, gid } = userInfo()
  return { user: username, group: rowsOf('/etc/group').find((row) => Number(row[2]) === gid)?.[0] ?? String(gid) }
}

/** The first of these names that the system knows. Programs that refuse to run as root run as that user. */
export function findUser(...names: readonly string[]): SystemUser {
  const rows = rowsOf('/etc/passwd')
  for (const name of names) {
    const row = rows.find((each) => each[0] === name)
    if (row !== undefined) return { uid: Number(row[2]), gid: Number(row[3]) }
  }
  throw new Error(`/etc/passwd knows none of ${names.join(', ')}`)
}

function rowsOf(file: string): string[][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
}

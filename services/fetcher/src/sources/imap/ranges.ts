/** `1:3,7` for 1, 2, 3 and 7: a set that a server can parse in one line, even for thousands. */
export function ranges(uids: readonly number[]): string {
  const sorted = uids.toSorted((a, b) => a - b)
  const parts: [number, number][] = []
  for (const uid of sorted) {
    const last = parts.at(-1)
    if (last !== undefined && uid <= last[1] + 1) last[1] = uid
    else parts.push([uid, uid])
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}:${to}`)).join(',')
}

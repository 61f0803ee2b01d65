/** Reproducible chance: the same seed gives the same draws in the same order. */
export interface Random {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  pick<Item>(list: readonly Item[]): Item
  /** A new list in another order. */
  shuffle<Item>(list: readonly Item[]): Item[]
}

/** mulberry32: 32 bits of state are plenty for a schedule. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    between,
    pick<Item>(list: readonly Item[]): Item {
      if (list.length === 0) throw new RangeError('nothing to pick from')
      return list[between(0, list.length - 1)] as Item
    },
    shuffle<Item>(list: readonly Item[]): Item[] {
      return list
        .map((item) => ({ item, place: next() }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ item }) => item)
    },
  }
}

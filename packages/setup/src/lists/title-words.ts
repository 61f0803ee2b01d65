/** A title of a column as it is compared: its letters and digits, without accents. */
export const foldTitle = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

/** The column for each folded title. */
export const byTitle = <Column extends string>(
  titles: Readonly<Record<Column, readonly string[]>>,
): ReadonlyMap<string, Column> =>
  new Map(
    (Object.entries(titles) as [Column, readonly string[]][]).flatMap(([column, words]) =>
      words.map((word) => [word, column] as const),
    ),
  )

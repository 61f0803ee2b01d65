/** A sentence with a count in it: one form for one, another for all else. */
export interface Plural {
  readonly one: string
  readonly other: string
}

/** The entries that each language has, each of the same form as in English, to which the compiler holds them. */
export type InEachLanguage<English extends Readonly<Record<string, string | Plural>>> = {
  readonly [Name in keyof English]: English[Name] extends string ? string : Plural
}

import type { Plural } from '../in-each-language.ts'

/**
 * Sentence and description of each rule of deploy/observability/alerts.yaml, by its name. A sentence has the places of the rule's own:
 * labels by their names, the value as `count`, or as `duration` or `percent` where the rule writes it so. A rule without them is told in English.
 */
export type AlertWords = Readonly<Record<string, { readonly sentence: string | Plural; readonly about: string }>>

/** A mail's words, in Liquid. Values are inserted as text: there is no HTML part that could turn them into markup. */
export interface Template {
  readonly subject: string
  readonly text: string
}

export const TEMPLATE_NAMES = ['case-opened', 'status-not-understood', 'status-set', 'status-superseded'] as const
export type TemplateName = (typeof TEMPLATE_NAMES)[number]

/** Everything the notifier says in one language. */
export interface TemplateWords {
  readonly templates: Readonly<Record<TemplateName, Template>>
  /** By the warning codes of the status grammar. */
  readonly warnings: Readonly<Record<string, string>>
}

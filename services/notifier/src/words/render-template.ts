import { type Reader, templateEngine } from './template-engine.ts'
import type { Template } from './built-in-templates/template-words.ts'

export interface Words {
  readonly subject: string
  readonly text: string
}

type Parsed = { readonly [Part in keyof Template]: ReturnType<typeof templateEngine.parse> }

// By the texts of both parts, for edited templates are read anew for each batch. As many as a large installation has.
const parsed = new Map<string, Parsed>()
const MOST_PARSED = 200

function parse({ subject, text }: Template): Parsed {
  const key = JSON.stringify([subject, text])
  const found = parsed.get(key)
  if (found !== undefined) return found
  if (parsed.size === MOST_PARSED) parsed.clear()
  const made = { subject: templateEngine.parse(subject), text: templateEngine.parse(text) }
  parsed.set(key, made)
  return made
}

/**
 * The words of a mail: one line for the subject, text for the body.
 * @throws LiquidErrors where the template is not valid, or takes too long or too much memory
 */
export function renderTemplate(template: Template, model: Model, reader: Reader): Words {
  return render(template, model, { globals: { ...reader } })
}

/** The same for words of ours, which may take their time: no others stand behind them when a machine is busy. */
export function renderBuiltIn(template: Template, model: Model, reader: Reader): Words {
  return render(template, model, { globals: { ...reader }, renderLimit: Number.POSITIVE_INFINITY })
}

type Model = Readonly<Record<string, unknown>>

function render(template: Template, model: Model, options: { globals: object; renderLimit?: number }): Words {
  const { subject, text } = parse(template)
  const write = (part: Parsed['text']) => String(templateEngine.renderSync(part, model, options))
  return { subject: write(subject).replace(/\s+/g, ' ').trim(), text: write(text) }
}

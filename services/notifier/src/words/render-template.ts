import { type Reader, templateEngine } from './template-engine.ts'
import type { Template } from './built-in-templates/template-words.ts'

export interface Words {
  readonly subject: string
  readonly text: string
}

// Built-in templates are few and used for every reply, so they are parsed once; edited ones are parsed each time.
const parsed = new WeakMap<Template, ReturnType<typeof parse>>()

function parse(template: Template) {
  return { subject: templateEngine.parse(template.subject), text: templateEngine.parse(template.text) }
}

/**
 * The words of a mail: one line for the subject, text for the body.
 * @throws LiquidErrors where the template is not valid, or takes too long or too much memory
 */
export function renderTemplate(template: Template, model: Readonly<Record<string, unknown>>, reader: Reader): Words {
  const { subject, text } = parsed.get(template) ?? parse(template)
  parsed.set(template, { subject, text })
  return {
    subject: render(subject, model, reader).replace(/\s+/g, ' ').trim(),
    text: render(text, model, reader),
  }
}

function render(part: ReturnType<typeof templateEngine.parse>, model: object, reader: Reader): string {
  return String(templateEngine.renderSync(part, model, { globals: { ...reader } }))
}

import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { EditorState, type Extension } from '@codemirror/state'
import { Decoration, MatchDecorator, ViewPlugin } from '@codemirror/view'
import type { Templates } from '@tubepost/api'

type Model = Templates['templates'][number]['model']
type Filters = Templates['filters']

/** Liquid as the templates use it: what is put in stands out, and what may be put in is offered. */
export const liquidLanguage = (model: Model, filters: Filters, phrases: Record<string, string>): Extension => [
  outputs,
  EditorState.phrases.of(phrases),
  autocompletion({ override: [(context) => completeLiquid(context, model, filters)], icons: false }),
]

const OUTPUT = /\{\{.*?\}\}|\{%.*?%\}/g
const matches = new MatchDecorator({ regexp: OUTPUT, decoration: Decoration.mark({ class: 'tok-variableName' }) })

const outputs = ViewPlugin.define(
  (view) => ({
    shown: matches.createDeco(view),
    update(update) {
      this.shown = matches.updateDeco(update, this.shown)
    },
  }),
  { decorations: ({ shown }) => shown },
)

/** From the braces that are open before the cursor. */
const OPEN = /\{([{%])((?:(?![%}]\}).)*)$/
const CLOSED = /^[\w. ]*(?:\}\}|%\})/

/** Values behind `{{` and in a tag, filters behind `|`; outside of braces nothing. */
export function completeLiquid(
  { state, pos }: Pick<CompletionContext, 'state' | 'pos'>,
  model: Model,
  filters: Filters,
): CompletionResult | null {
  const line = state.doc.lineAt(pos)
  const [, brace, inside] = OPEN.exec(line.text.slice(0, pos - line.from)) ?? []
  if (inside === undefined) return null
  const word = /[\w.]*$/.exec(inside)?.[0] ?? ''
  const before = inside.slice(0, inside.length - word.length)
  const from = pos - word.length
  if (/\|\s*$/.test(before))
    return { from, options: Object.entries(filters).map(([label, info]) => ({ label, info, type: 'function' })) }
  if (brace === '%' && !/\S\s+$/.test(before)) return null
  const first = before === '' ? ' ' : ''
  const last = brace === '{' && !CLOSED.test(line.text.slice(pos - line.from)) ? ' }}' : ''
  return {
    from,
    options: model.map(({ name, about }) => ({
      label: name,
      apply: `${first}${name}${last}`,
      info: about,
      type: 'variable',
    })),
  }
}

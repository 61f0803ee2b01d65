import { type Extension, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

export interface LineProblem {
  /** Counted from 1; one beyond the end is the last. */
  readonly line: number
  /** In English, as the service says it. */
  readonly sentence: string
}

/** Takes these problems in place of those that an editor shows. */
export const showProblems = StateEffect.define<readonly LineProblem[]>()

/** Each problem as a sentence below its line, which is marked; it stays with its line while the text is changed. */
export const lineProblems = (): Extension => field

/** The sentence is text, whatever the line brought into it. */
class Sentence extends WidgetType {
  readonly text: string

  constructor(text: string) {
    super()
    this.text = text
  }

  override eq(other: Sentence): boolean {
    return other.text === this.text
  }

  toDOM(): HTMLElement {
    const shown = document.createElement('div')
    shown.className = 'line-problem'
    shown.lang = 'en'
    shown.textContent = this.text
    return shown
  }
}

const marked = Decoration.line({ class: 'line-with-problem' })

const field = StateField.define<DecorationSet>({
  create: () => RangeSet.empty,
  update(shown, { changes, effects, newDoc }) {
    const told = effects.findLast((effect) => effect.is(showProblems))
    return told?.is(showProblems) === true ? decorate(newDoc, told.value) : shown.map(changes)
  },
  provide: (self) => [
    EditorView.decorations.from(self),
    EditorView.contentAttributes.compute(
      [self],
      (state): Record<string, string> => (state.field(self).size > 0 ? { 'aria-invalid': 'true' } : {}),
    ),
  ],
})

const decorate = (doc: Text, problems: readonly LineProblem[]): DecorationSet =>
  Decoration.set(
    problems.flatMap(({ line, sentence }) => {
      const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines))
      return [marked.range(from), Decoration.widget({ widget: new Sentence(sentence), block: true, side: 1 }).range(to)]
    }),
    true,
  )

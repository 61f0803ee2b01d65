import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import {
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import { type LineProblem, lineProblems, showProblems } from './line-problems.ts'
import { pageNonce } from './page-nonce.ts'

export interface CodeEditorHandle {
  /** Selects a line, counted from 1, and goes there. */
  goToLine(line: number): void
  /** Puts a text in place of the selection. */
  insert(text: string): void
}

/**
 * Text that is typed over a selection is put in by us: Chromium would keep the look of what was there by a `style` attribute, which the
 * policy of the page refuses and reports.
 */
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data, isComposing } = event
    if (inputType !== 'insertText' || data === null || isComposing || view.state.readOnly) return false
    // Chromium tells no target ranges for this kind, and CodeMirror may not have heard of the selection yet.
    const selection = getSelection()
    if (selection === null || selection.isCollapsed) return false
    const over = selection.getRangeAt(0)
    const from = view.posAtDOM(over.startContainer, over.startOffset)
    const to = view.posAtDOM(over.endContainer, over.endOffset)
    const insert = view.state.toText(data)
    event.preventDefault()
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      userEvent: 'input.type',
      scrollIntoView: true,
    })
    return true
  },
})

/**
 * A text of many lines with their numbers, its language in colours, and each problem at its line. Tab leaves it, as it leaves
 * any field (WCAG 2.2, 2.1.2); `keys` says so.
 * @param language what CodeMirror knows of the text; the one of the first time counts
 */
export function CodeEditor(props: {
  ref: Ref<CodeEditorHandle>
  label: string
  keys: string
  value: string
  onChange: (value: string) => void
  /** Undefined while they are not known: those that are shown stay. */
  problems: readonly LineProblem[] | undefined
  language: Extension
  readOnly?: boolean
}): ReactNode {
  const { ref, label, keys, value, onChange, problems, language, readOnly = false } = props
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const changed = useEffectEvent((doc: EditorState['doc']) => {
    // A text that was given from outside is not told back.
    if (view.current?.state.toText(value).eq(doc) === false) onChange(doc.toString())
  })
  const open = useEffectEvent(
    (parent: Element) =>
      new EditorView({
        parent,
        doc: value,
        extensions: [
          EditorView.cspNonce.of(pageNonce()),
          EditorView.contentAttributes.of({
            // Said to whoever asks what can be reached by keys, although it can be edited.
            tabindex: '0',
            'aria-labelledby': `${id}-label`,
            'aria-describedby': `${id}-keys`,
            ...(readOnly && { 'aria-readonly': 'true' }),
          }),
          EditorState.readOnly.of(readOnly),
          EditorView.lineWrapping,
          lineNumbers(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          syntaxHighlighting(classHighlighter),
          lineProblems(),
          language,
          typedOver,
          EditorView.updateListener.of(({ docChanged, state }) => docChanged && changed(state.doc)),
        ],
      }),
  )
  useLayoutEffect(() => {
    if (place.current === null) return undefined
    const opened = open(place.current)
    view.current = opened
    return () => opened.destroy()
  }, [])
  // Before anything else can be typed: a text of a moment ago would take it away.
  useLayoutEffect(() => {
    const { state } = view.current ?? {}
    if (state !== undefined && !state.toText(value).eq(state.doc))
      view.current?.dispatch({ changes: { from: 0, to: state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    if (problems !== undefined) view.current?.dispatch({ effects: showProblems.of(problems) })
  }, [problems])
  useImperativeHandle(ref, () => ({
    goToLine(number) {
      if (view.current === undefined) return
      const { doc } = view.current.state
      const { from, to } = doc.line(Math.min(Math.max(number, 1), doc.lines))
      view.current.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
      view.current.focus()
    },
    insert(text) {
      if (view.current === undefined) return
      view.current.dispatch(view.current.state.replaceSelection(text))
      view.current.focus()
    },
  }))
  return (
    <div>
      <div id={`${id}-label`} className="code-label">
        {label}
      </div>
      <div ref={place} className="code" />
      <p id={`${id}-keys`} className="quiet code-keys">
        {keys}
      </p>
    </div>
  )
}

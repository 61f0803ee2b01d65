export interface TemplateProblem {
  readonly part: 'subject' | 'text'
  /** Counted from 1; undefined for what no line alone is to blame for. */
  readonly line: number | undefined
  readonly sentence: string
}

/** The problems in a refusal of the notifier, each at its place: `text, line 3: there is no value x`. Pure. */
export function readProblems(message: string): TemplateProblem[] {
  return message
    .split('\n')
    .filter((each) => each.trim() !== '')
    .map((each) => {
      const [, part, line, sentence] = /^(subject|text)(?:, line (\d+))?: (.*)$/.exec(each) ?? []
      return {
        part: part === 'subject' ? 'subject' : 'text',
        line: line === undefined ? undefined : Number(line),
        sentence: sentence ?? each,
      }
    })
}

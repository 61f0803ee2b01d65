import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSpeech } from '../../words/words.tsx'
import type { TemplateProblem } from './read-problems.ts'

/** Problems of a draft; each leads to its line. */
export function ProblemList(props: {
  problems: readonly TemplateProblem[]
  onGo: (problem: TemplateProblem) => void
}): ReactNode {
  const { problems, onGo } = props
  const { say } = useSpeech()
  if (problems.length === 0) return null
  const placeOf = ({ part, line }: TemplateProblem) => {
    const name = say(part === 'subject' ? 'mail.subject' : 'templates.text')
    return line === undefined ? name : say('templates.line', { part: name, line })
  }
  return (
    <ul className="decisions">
      {problems.map((problem) => (
        <li key={`${placeOf(problem)} ${problem.sentence}`} className="problem-text">
          <Button variant="default" size="compact-xs" onClick={() => onGo(problem)}>
            {placeOf(problem)}
          </Button>{' '}
          <span lang="en">{problem.sentence}</span>
        </li>
      ))}
    </ul>
  )
}

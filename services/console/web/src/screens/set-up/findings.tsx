import type { CheckedText } from '@tubepost/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Notice } from '../../parts/notice.tsx'
import { useSetUpSpeech } from '../../words/part-speech.tsx'

type Finding = CheckedText['problems'][number]

/** All that is wrong with a text, each problem with its line; or that it is in order, and what its mailboxes will do. */
export function Findings({ checked, onGo }: { checked: CheckedText; onGo: (line: number) => void }): ReactNode {
  const { say } = useSetUpSpeech()
  const { problems, moreProblems, notes, effects } = checked
  const count = problems.length + moreProblems
  return (
    <>
      <Notice kind={count === 0 ? 'good' : 'problem'}>
        {count === 0 ? say('setUp.inOrder') : say('setUp.problems', { count })}
      </Notice>
      <FindingList findings={problems} className="problem-text" onGo={onGo} />
      {moreProblems > 0 && <p className="quiet">{say('list.more', { count: moreProblems })}</p>}
      <FindingList findings={notes} className="quiet" onGo={onGo} />
      {effects.length > 0 && (
        <ul className="decisions" lang="en">
          {effects.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function FindingList(props: {
  findings: readonly Finding[]
  className: string
  onGo: (line: number) => void
}): ReactNode {
  const { findings, className, onGo } = props
  const { say } = useSetUpSpeech()
  if (findings.length === 0) return null
  return (
    <ul className="decisions">
      {findings.map(({ line, column, path, text }) => (
        <li key={`${line} ${column} ${path} ${text}`} className={className}>
          {line !== null && (
            <Button variant="default" size="compact-xs" onClick={() => onGo(line)}>
              {say('setUp.line', { line: String(line) })}
            </Button>
          )}{' '}
          <span lang="en">
            {path !== '' && <code>{path}: </code>}
            {text}
          </span>
        </li>
      ))}
    </ul>
  )
}

import type { CheckedText } from '@tubepost/api'
import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { yaml } from '@codemirror/lang-yaml'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { call } from '../../api/call.ts'
import { CodeEditor, type CodeEditorHandle } from '../../parts/code-editor.tsx'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSetUpSpeech } from '../../words/part-speech.tsx'
import { Findings } from './findings.tsx'

const PATH = '/api/console/set-up/check'
const SET_UP_LANGUAGE = yaml()

/** A set-up that is pasted here is checked by its text alone; nothing of it is applied. @param applied the text to begin with */
export function CheckText({ applied }: { applied: string }): ReactNode {
  const { say } = useSetUpSpeech()
  const [text, setText] = useState('')
  const field = useRef<CodeEditorHandle>(null)
  const check = useMutation({
    mutationFn: () => call<CheckedText>(PATH, { method: 'POST', body: { text } }),
  })
  const problems = useMemo(
    () => check.data?.problems.flatMap(({ line, text: sentence }) => (line === null ? [] : [{ line, sentence }])),
    [check.data],
  )
  return (
    <Stack component="section" gap="sm" aria-label={say('setUp.check')}>
      {/* People mend here what they pasted, line by line. */}
      {text !== '' && text !== applied && <LeaveGuard />}
      <h2 className="group">{say('setUp.check')}</h2>
      <p className="intro">{say('setUp.checkIntro')}</p>
      <CodeEditor
        ref={field}
        label={say('setUp.text')}
        keys={say('setUp.keys')}
        value={text}
        problems={problems}
        language={SET_UP_LANGUAGE}
        onChange={(value) => {
          setText(value)
          check.reset()
        }}
      />
      <Group gap="sm">
        <Button loading={check.isPending} disabled={text.trim() === ''} onClick={() => check.mutate()}>
          {say('setUp.checkNow')}
        </Button>
        {applied !== '' && text === '' && (
          <Button variant="default" onClick={() => setText(applied)}>
            {say('setUp.begin')}
          </Button>
        )}
      </Group>
      <div aria-live="polite">
        {check.error !== null && <Problem error={check.error} />}
        {check.data !== undefined && <Findings checked={check.data} onGo={(line) => field.current?.goToLine(line)} />}
      </div>
    </Stack>
  )
}

import { Button, Stack, Textarea } from '@mantine/core'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'

const LONGEST_NOTE = 50_000

/** A note on a case, for those who work on it. */
export function NoteForm({ path }: { path: string }): ReactNode {
  const { say } = useCasesSpeech()
  const act = useAct()
  const [text, setText] = useState('')
  const add = (event: SubmitEvent) => {
    event.preventDefault()
    act.mutate({ method: 'POST', path: `${path}/notes`, body: { text } }, { onSuccess: () => setText('') })
  }
  return (
    <form aria-label={say('case.writeNote')} onSubmit={add}>
      {text.trim() !== '' && <LeaveGuard />}
      <Stack gap="xs" align="start">
        <Textarea
          w="100%"
          label={say('case.writeNote')}
          description={say('case.noteAbout')}
          value={text}
          rows={3}
          maxLength={LONGEST_NOTE}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={act.isPending} disabled={text.trim() === ''}>
          {say('case.addNote')}
        </Button>
        {act.error !== null && <Problem error={act.error} />}
      </Stack>
    </form>
  )
}

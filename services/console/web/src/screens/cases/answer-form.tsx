import type { NewAnswer, UndoneAnswer } from '@tubepost/api'
import { Button, Stack, Textarea, TextInput } from '@mantine/core'
import type { ReactNode, Ref, SubmitEvent } from 'react'
import { useAct } from '../../api/use-act.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'

const LONGEST_ANSWER = 50_000

/** An answer as it stands in the fields, addresses one behind the other. */
export interface Draft {
  readonly text: string
  readonly to: string
  readonly cc: string
  readonly bcc: string
}

export const emptyDraft = (to: string): Draft => ({ text: '', to, cc: '', bcc: '' })

/** An answer that is written again; what has been written since stays behind it. */
export function draftAgain({ text, to, cc, bcc }: UndoneAnswer, since: Draft): Draft {
  const further = since.text.trim() === '' ? '' : `\n\n${since.text}`
  return { text: `${text}${further}`, to: to.join(', '), cc: cc.join(', '), bcc: bcc.join(', ') }
}

/** An answer that goes out by mail. */
export function AnswerForm(props: {
  path: string
  draft: Draft
  onDraft: (draft: Draft) => void
  onSent: () => void
  field: Ref<HTMLTextAreaElement>
}): ReactNode {
  const { path, draft, onDraft, onSent, field } = props
  const { say } = useCasesSpeech()
  const act = useAct()
  const write = (name: keyof Draft) => (event: { currentTarget: { value: string } }) =>
    onDraft({ ...draft, [name]: event.currentTarget.value })
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const { text, to, cc, bcc } = draft
    const body: NewAnswer = { text, to: split(to), cc: split(cc), bcc: split(bcc) }
    act.mutate({ method: 'POST', path: `${path}/replies`, body }, { onSuccess: onSent })
  }
  const isBlank = draft.text.trim() === ''
  // Without it the answer would go to the requester.
  const isToNobody = split(draft.to).length === 0
  return (
    <form aria-label={say('case.answer')} onSubmit={send}>
      {!isBlank && <LeaveGuard />}
      <Stack gap="xs" align="start">
        <TextInput w="100%" label={say('case.answerTo')} value={draft.to} onChange={write('to')} />
        <TextInput w="100%" label={say('case.answerCc')} value={draft.cc} onChange={write('cc')} />
        <TextInput w="100%" label={say('case.answerBcc')} value={draft.bcc} onChange={write('bcc')} />
        <Textarea
          ref={field}
          w="100%"
          label={say('case.answer')}
          description={say('case.answerAbout')}
          value={draft.text}
          rows={6}
          readOnly={act.isPending}
          maxLength={LONGEST_ANSWER}
          onChange={write('text')}
        />
        <Button type="submit" loading={act.isPending} disabled={isBlank || isToNobody}>
          {say('case.send')}
        </Button>
        {act.error !== null && <Problem error={act.error} />}
      </Stack>
    </form>
  )
}

const split = (text: string): string[] => text.split(/[,;\s]+/).filter((address) => address !== '')

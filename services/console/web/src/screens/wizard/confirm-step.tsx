import type { MailboxTest, Preset } from '@tubepost/api'
import { Button, Group, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import { type Trial, useTrial } from '../../api/use-trial.ts'
import { CopyAsCurl } from '../../parts/copy-as-curl.tsx'
import { Notice } from '../../parts/notice.tsx'
import { TrialSteps } from '../../parts/trial-steps.tsx'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { confirmed } from './confirmed.ts'
import type { Draft } from './draft.ts'
import { takesAway, wholePolicy } from './policy-fields.ts'

/**
 * The mails that are there and what becomes of them, confirmed by their number; looked at anew when the step is opened, and
 * once more before the mailbox is enabled.
 */
export function ConfirmStep(props: {
  draft: Draft
  preset: Preset
  /** The mailbox is enabled already. */
  isEnabled: boolean
  /** The call that tests the mailbox with all that was typed. */
  test: { readonly path: string; readonly body: unknown }
  onRefused: (error: Error) => void
  isSaving: boolean
  onSave: (enabled: boolean) => void
  back: ReactNode
  /** The call that saves, for a shell. */
  curl: { path: string; method: 'POST' | 'PUT'; body: unknown }
}): ReactNode {
  const { draft, preset, isEnabled, test, onRefused, isSaving, onSave, back, curl } = props
  const { say } = useWizardSpeech()
  const look = useTrial()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<{ readonly sentence: string }>()
  const found = look.kept
  const messages = found?.count?.messages ?? 0
  const lookNow = () => look.run(test.path, test.body, onRefused)
  const lookAtOpening = useEffectEvent(() => void lookNow())
  useEffect(() => lookAtOpening(), [])
  const refuse = (sentence: string) => setProblem({ sentence })
  // Where no mail was there before, the field is drawn together with its problem.
  useEffect(() => {
    if (problem !== undefined) field.current?.focus()
  }, [problem])
  const enable = async () => {
    if (isSaving || look.isRunning) return
    if (!confirmed(typed, messages)) return refuse(say('wizard.wrongCount', { count: messages, typed: typed.trim() }))
    const now = await lookNow()
    if (now?.ok !== true) return
    const there = now.count?.messages ?? 0
    if (!confirmed(typed, there)) return refuse(say('wizard.changedCount', { count: there }))
    onSave(true)
  }
  return (
    <form
      className="wizard-step"
      onSubmit={(event) => {
        event.preventDefault()
        void enable()
      }}
    >
      {found === undefined ? (
        <Looking look={look} onLook={() => void lookNow()} />
      ) : (
        <Found draft={draft} preset={preset} result={found} />
      )}
      {messages > 0 && (
        <TextInput
          ref={field}
          label={say('wizard.typeCount')}
          description={say('wizard.typeCountHint')}
          value={typed}
          error={problem?.sentence}
          inputMode="numeric"
          autoComplete="off"
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value)
            setProblem(undefined)
          }}
        />
      )}
      <Group>
        {back}
        <Button type="submit" loading={isSaving || look.isRunning} disabled={found === undefined}>
          {say(isEnabled ? 'wizard.saveEnabled' : 'wizard.enable')}
        </Button>
        {!isEnabled && (
          <Button variant="default" disabled={isSaving} onClick={() => onSave(false)}>
            {say('wizard.saveDisabled')}
          </Button>
        )}
        <CopyAsCurl {...curl} />
      </Group>
    </form>
  )
}

/** The look as it goes on, or why it found nothing. */
function Looking({ look, onLook }: { look: Trial; onLook: () => void }): ReactNode {
  const { say } = useWizardSpeech()
  return (
    <>
      <TrialSteps trial={look} />
      <Group>
        <Button variant="default" onClick={look.isRunning ? look.cancel : onLook}>
          {say(look.isRunning ? 'act.cancel' : 'wizard.lookAgain')}
        </Button>
      </Group>
    </>
  )
}

function Found({ draft, preset, result }: { draft: Draft; preset: Preset; result: MailboxTest }): ReactNode {
  const { say } = useWizardSpeech()
  const { count, effects } = result
  const { deletes, folders } = takesAway(draft.kind, wholePolicy(draft.policy, preset))
  return (
    <div role="status">
      {count !== null && (
        <p className="there">
          {count.messages === 0
            ? say('wizard.thereNone')
            : say('mailboxes.count', { count: count.messages, handled: count.toHandle })}
        </p>
      )}
      {deletes && <Notice kind="problem">{say('wizard.deletes')}</Notice>}
      {folders.length > 0 && <Notice kind="problem">{say('wizard.moves', { folders: folders.join(', ') })}</Notice>}
      <h3 className="group">{say('wizard.becomes')}</h3>
      <ul lang="en">
        {effects.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  )
}

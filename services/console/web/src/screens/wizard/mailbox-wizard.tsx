import type { Mailboxes, Presets } from '@tubepost/api'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { PartSpeech, useWizardSpeech } from '../../words/part-speech.tsx'
import { NEW, Wizard } from './wizard.tsx'

/** Adds a mailbox, or changes one that the set-up file does not declare. */
export default function MailboxWizard({ id }: { id: string }): ReactNode {
  return (
    <PartSpeech part="wizard" fallback={<Waiting />}>
      <Opened key={id} id={id} />
    </PartSpeech>
  )
}

function Opened({ id }: { id: string }): ReactNode {
  const { say } = useWizardSpeech()
  const may = useMay()
  const isNew = id === NEW
  const presets = useAnswer<Presets>('/api/fetcher/presets', { everyMs: false })
  const mailboxes = useAnswer<Mailboxes>('/api/fetcher/mailboxes', { everyMs: false })
  return (
    <Screen title={isNew ? say('wizard.new') : say('wizard.change', { id })}>
      {may('fetcher:write') ? (
        <Answered query={presets}>
          {({ presets: known }) => (
            <Answered query={mailboxes}>
              {({ mailboxes: all }) => {
                const saved = isNew ? undefined : all.find((one) => one.id === id)
                const others = all.filter((one) => one !== saved).map((one) => one.id)
                if (saved === undefined && !isNew) return <Notice>{say('wizard.noMailbox', { id })}</Notice>
                if (saved?.declaredInFile === true) return <Notice>{say('mailboxes.changedInFile')}</Notice>
                return <Wizard presets={known} others={others} {...(saved !== undefined && { saved })} />
              }}
            </Answered>
          )}
        </Answered>
      ) : (
        <Notice>{say('frame.notAllowed')}</Notice>
      )}
    </Screen>
  )
}

import { PRESETS, SOURCE_KINDS } from '@tubepost/api'
import { Radio } from '@mantine/core'
import type { ReactNode } from 'react'
import { Notice } from '../../parts/notice.tsx'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import type { Form } from './form.ts'

/** Where the mails come from, and the preset for what becomes of them. */
export function KindStep({ form: { draft, change } }: { form: Form }): ReactNode {
  const { say, wordFor } = useWizardSpeech()
  return (
    <>
      <fieldset className="choice">
        <legend>{say('wizard.kind')}</legend>
        {SOURCE_KINDS.map((kind) => (
          <Radio
            key={kind}
            name="kind"
            value={kind}
            label={wordFor('source', kind)}
            description={wordFor('sourceAbout', kind)}
            checked={draft.kind === kind}
            onChange={() => change({ kind }, 'source')}
          />
        ))}
      </fieldset>
      {draft.kind === 'maildir' ? (
        <>
          <Notice>{say('wizard.maildirInFile')}</Notice>
          <pre className="raw">{IN_FILE}</pre>
        </>
      ) : (
        <fieldset className="choice">
          <legend>{say('wizard.preset')}</legend>
          {PRESETS.map((preset) => (
            <Radio
              key={preset}
              name="preset"
              value={preset}
              label={preset}
              description={wordFor('presetAbout', preset)}
              checked={draft.preset === preset}
              onChange={() => change({ preset }, 'preset')}
            />
          ))}
        </fieldset>
      )}
    </>
  )
}

const IN_FILE = `mailboxes:
  - id: status
    preset: officestatus
    address: status@example.com
    enabled: true
    source: { kind: maildir, path: /var/mail/status }
`

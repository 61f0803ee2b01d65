import type { DryRunMail } from '@tubepost/api'
import { Loader, NativeSelect, Paper } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call, pathOf } from '../../api/call.ts'
import { DropField } from '../../parts/drop-field.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'
import { MailVerdict } from './mail-verdict.tsx'

/** A mail from a file, judged as the parser would judge it in a mailbox. */
export function TryMail(props: {
  mailboxes: readonly string[]
  mailbox: string
  onChoose: (mailbox: string) => void
}): ReactNode {
  const { mailboxes, mailbox, onChoose } = props
  const { say } = useSpeech()
  const run = useMutation({
    mutationFn: (file: File) =>
      call<DryRunMail>(pathOf('/api/parser/dry-run', { mailbox }), {
        method: 'POST',
        file: { bytes: file, type: 'message/rfc822' },
      }),
  })
  return (
    <Paper withBorder p="md" component="section" aria-label={say('tryIt.mail')}>
      {mailboxes.length > 0 && (
        <NativeSelect
          label={say('tryIt.mailbox')}
          mb="sm"
          value={mailbox}
          onChange={({ currentTarget }) => onChoose(currentTarget.value)}
          data={[{ value: '', label: say('tryIt.noMailbox') }, ...mailboxes.map((id) => ({ value: id, label: id }))]}
        />
      )}
      <DropField label={say('tryIt.drop')} accept=".eml,message/rfc822" onFile={(file) => run.mutate(file)} />
      <div aria-live="polite">
        {run.isPending && <Loader size="sm" aria-label={say('state.loading')} />}
        {run.error !== null && <Problem error={run.error} />}
        {run.data !== undefined && <MailVerdict run={run.data} />}
      </div>
    </Paper>
  )
}

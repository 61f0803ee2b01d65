import type { ListImport } from '@tubepost/api'
import { Button, Group, Loader, Paper, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call, Refused } from '../api/call.ts'
import { useSpeech } from '../words/words.tsx'
import { DropField } from './drop-field.tsx'
import { ImportPreview } from './import-preview.tsx'
import { Notice } from './notice.tsx'
import { Problem } from './problem.tsx'

type List = 'people' | 'statuses'

const send = (list: List, verb: 'preview' | 'import', file: File) =>
  call<ListImport>(`/api/status/${list}/${verb}`, { method: 'POST', file: { bytes: file, type: 'text/csv' } })

const INTROS = { people: 'import.intro', statuses: 'import.statusesIntro' } as const

/** Whether the list was changed after the preview, so that a line of the file is refused now. */
const isStale = (error: Error | null): boolean => error instanceof Refused && error.code === 'refused_lines'

/** People or statuses from a spreadsheet: its lines are shown with what each would do, before any of it is done. */
export function ImportList({ list, onClose }: { list: List; onClose: () => void }): ReactNode {
  const { say } = useSpeech()
  const client = useQueryClient()
  const preview = useMutation({ mutationFn: (file: File) => send(list, 'preview', file) })
  const take = useMutation({
    mutationFn: (file: File) => send(list, 'import', file),
    onError: (error, file) => isStale(error) && preview.mutate(file),
    onSettled: () => client.invalidateQueries(),
  })
  const file = preview.variables
  const counts = preview.data?.counts
  const news = (counts?.added ?? 0) + (counts?.changed ?? 0)
  const acts = (
    <Group gap="sm">
      {!take.isSuccess && counts !== undefined && counts.refused === 0 && news > 0 && file !== undefined && (
        <Button loading={take.isPending} onClick={() => take.mutate(file)}>
          {say('import.take', { count: news })}
        </Button>
      )}
      <Button variant="default" onClick={onClose}>
        {say(take.isSuccess ? 'import.close' : 'act.cancel')}
      </Button>
    </Group>
  )
  return (
    <Paper withBorder p="md" component="section" aria-label={say('import.title')}>
      <Stack gap="sm">
        <h2 className="group">{say('import.title')}</h2>
        <p className="intro">{say(INTROS[list])}</p>
        <DropField
          label={say('import.drop')}
          accept=".csv,.tsv,.txt,text/csv"
          onFile={(chosen) => {
            take.reset()
            preview.mutate(chosen)
          }}
        />
        <div aria-live="polite">
          {isStale(take.error) && <Notice kind="problem">{say('import.stale')}</Notice>}
          {preview.isPending && <Loader size="sm" aria-label={say('state.loading')} />}
          {preview.error !== null && <Problem error={preview.error} />}
          {take.isSuccess && (
            <Notice kind="good">
              {say('import.done', { added: take.data.counts.added, changed: take.data.counts.changed })}
            </Notice>
          )}
          {take.error !== null && !isStale(take.error) && <Problem error={take.error} />}
        </div>
        {!take.isSuccess && preview.data !== undefined ? (
          <ImportPreview name={file?.name ?? ''} preview={preview.data}>
            {acts}
          </ImportPreview>
        ) : (
          acts
        )}
      </Stack>
    </Paper>
  )
}

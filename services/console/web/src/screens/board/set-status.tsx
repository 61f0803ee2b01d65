import type { BoardEntry, People, Status } from '@tubepost/api'
import { Button, Group, NativeSelect, Paper, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { useMay } from '../../api/me.ts'
import { useSetStatus } from '../../api/use-set-status.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { useReading } from '../../api/use-reading.ts'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { ReadingLine } from '../../parts/reading-line.tsx'
import { viewersZone } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

/**
 * Sets a status as a mail would: by a subject that is read while it is typed, or by one press.
 * @param onChoose undefined where the caller sets no other's
 */
export function SetStatus(props: {
  people: readonly BoardEntry[]
  statuses: readonly Status[]
  personId: string | undefined
  onChoose: ((personId: string | undefined) => void) | undefined
}): ReactNode {
  const { people, statuses, personId, onChoose } = props
  const { say } = useSpeech()
  const may = useMay()
  const [text, setText] = useState('')
  const { data } = useAnswer<People>('/api/status/people', { everyMs: SELDOM_MS })
  // A date is read by the clock of whom it is about, as it would be in a mail of theirs.
  const about = data?.people.find(({ id }) => id === personId)
  const typed = { subject: text, timeZone: about?.timeZone ?? viewersZone(), locale: about?.locale }
  const reading = useReading(typed)
  const act = useSetStatus()
  const person = people.find((entry) => entry.person.id === personId)?.person
  // People may be thousands, and are not drawn anew with each letter that is typed.
  const whose = useMemo(
    () =>
      onChoose !== undefined && (
        <NativeSelect
          label={say('board.whose')}
          mb="sm"
          value={personId ?? ''}
          onChange={({ currentTarget }) => onChoose(currentTarget.value === '' ? undefined : currentTarget.value)}
          data={[
            { value: '', label: say('board.choosePerson') },
            ...people.map((entry) => ({ value: entry.person.id, label: entry.person.name })),
          ]}
        />
      ),
    [onChoose, people, personId, say],
  )
  return (
    <Paper withBorder p="md" component="section" aria-label={say('board.setTitle')}>
      {whose}
      {may('parser:read') && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (person !== undefined && text.trim() !== '')
              act.mutate({ personId: person.id, by: typed }, { onSuccess: () => setText('') })
          }}
        >
          <Group align="end" gap="sm" wrap="nowrap" className="set-status">
            <TextInput
              id="set-status"
              label={person === undefined ? say('board.status') : say('board.statusOf', { name: person.name })}
              description={say('board.hint')}
              value={text}
              maxLength={LONGEST_SUBJECT}
              autoComplete="off"
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <Button type="submit" disabled={text.trim() === '' || person === undefined} loading={act.isPending}>
              {say('board.set')}
            </Button>
          </Group>
          <div className="reading" aria-live="polite">
            {text.trim() !== '' && reading.data !== undefined && <ReadingLine reading={reading.data} />}
            {reading.error !== null && <Problem error={reading.error} />}
          </div>
        </form>
      )}
      {person !== undefined && (
        <Group gap="xs" mt="sm" role="group" aria-label={say('board.quick', { name: person.name })}>
          {statuses.map(({ id, name, due }) => (
            <Button
              key={id}
              variant="default"
              size="compact-md"
              disabled={act.isPending || (due === 'required' && !may('parser:read'))}
              onClick={() => {
                if (due !== 'required') return act.mutate({ personId: person.id, by: { status: name } })
                setText(`${name} `)
                document.getElementById('set-status')?.focus()
              }}
            >
              {name}
            </Button>
          ))}
        </Group>
      )}
      {act.error !== null && <Problem error={act.error} />}
      {act.isSuccess && <Notice kind="good">{say('board.done', { name: act.data.person.name })}</Notice>}
    </Paper>
  )
}

// As long as a header line may be, RFC 5322 §2.1.1.
const LONGEST_SUBJECT = 998

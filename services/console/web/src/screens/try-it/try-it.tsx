import { Group, NativeSelect, Paper, Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMailboxIds } from '../../api/use-mailbox-ids.ts'
import { useReading } from '../../api/use-reading.ts'
import { Problem } from '../../parts/problem.tsx'
import { ReadingLine } from '../../parts/reading-line.tsx'
import { Screen } from '../../parts/screen.tsx'
import { viewersZone } from '../../parts/time.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { LANGUAGES } from '../../words/languages.ts'
import { useSpeech } from '../../words/words.tsx'
import { TryMail } from './try-mail.tsx'
import { SubjectSpans } from './subject-spans.tsx'

/** Reads a subject while it is typed, or judges a whole mail. Nothing changes by it. */
export default function TryIt(): ReactNode {
  const { say } = useSpeech()
  const { filters, setFilter } = useFilters(['subject', 'language', 'zone', 'mailbox'])
  const zones = [...new Set([viewersZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])]
  const timeZone = zones.includes(filters.zone) ? filters.zone : viewersZone()
  const typed = { subject: filters.subject, timeZone, locale: filters.language || undefined }
  const reading = useReading(typed)
  const mailboxIds = useMailboxIds()
  const isAsked = filters.subject.trim() !== ''
  return (
    <Screen title={say('tryIt.title')} curl="/api/parser/dry-run" body={typed}>
      <Stack>
        <p className="quiet intro">{say('tryIt.intro')}</p>
        <Paper withBorder p="md">
          <TextInput
            label={say('tryIt.subject')}
            value={filters.subject}
            autoComplete="off"
            onChange={({ currentTarget }) => setFilter('subject', currentTarget.value)}
          />
          <Group mt="sm" align="end">
            <NativeSelect
              label={say('tryIt.language')}
              value={filters.language}
              onChange={({ currentTarget }) => setFilter('language', currentTarget.value)}
              data={[
                { value: '', label: say('tryIt.organisations') },
                ...Object.values(LANGUAGES).map(({ name, locale }) => ({ value: locale, label: name })),
              ]}
            />
            <NativeSelect
              label={say('tryIt.zone')}
              value={timeZone}
              onChange={({ currentTarget }) => setFilter('zone', currentTarget.value)}
              data={zones}
            />
          </Group>
          <div className="reading" aria-live="polite">
            {reading.error !== null && <Problem error={reading.error} />}
            {isAsked && reading.data !== undefined && (
              <>
                <SubjectSpans reading={reading.data} />
                <ReadingLine reading={reading.data} />
                {reading.data.canonical !== null && (
                  <p className="quiet">{say('tryIt.canonical', { subject: reading.data.canonical })}</p>
                )}
              </>
            )}
          </div>
        </Paper>
        <TryMail mailboxes={mailboxIds ?? []} mailbox={filters.mailbox} onChoose={(id) => setFilter('mailbox', id)} />
      </Stack>
    </Screen>
  )
}

import type { ListImport } from '@tubepost/api'
import { Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useSpeech } from '../words/words.tsx'
import { FilterChoice } from './filter-choice.tsx'
import { LongTable } from './long-table.tsx'
import { Mark } from './mark.tsx'
import { Notice } from './notice.tsx'

type Row = ListImport['rows'][number]
/** In the order in which a person wants to know of them. */
const OUTCOMES = ['refused', 'changed', 'added', 'declared', 'unchanged'] as const
const MARKS = { refused: 'bad', changed: 'warn', added: 'good', declared: 'plain', unchanged: 'plain' } as const

const FIELDS = {
  name: 'people.name',
  addresses: 'people.addresses',
  timeZone: 'people.zone',
  locale: 'people.locale',
  role: 'people.role',
  aliases: 'statuses.aliases',
  type: 'statuses.type',
  due: 'statuses.due',
  colour: 'statuses.colour',
} as const

/**
 * Every line of a list with what it would do; those that do nothing are shown when they are asked for.
 * @param children what can be done now, before rows that may be very many
 */
export function ImportPreview(props: { name: string; preview: ListImport; children: ReactNode }): ReactNode {
  const { name, preview, children } = props
  const { say, wordFor, language } = useSpeech()
  const number = new Intl.NumberFormat(language)
  const { counts, rows, notes } = preview
  const [shown, setShown] = useState('')
  const there = OUTCOMES.filter((outcome) => counts[outcome] > 0)
  const fitting = rows.filter(({ outcome }) => (shown === '' ? outcome !== 'unchanged' : outcome === shown))
  return (
    <>
      <Notice kind={counts.refused > 0 ? 'problem' : 'good'}>
        <strong className="wrap">{name}</strong>:{' '}
        {there.map((outcome) => `${wordFor('import', outcome)} ${number.format(counts[outcome])}`).join(' · ')}.{' '}
        {counts.refused > 0 && say('import.nothing')}
      </Notice>
      {notes.map(({ line, text }) => (
        <p key={text} className="quiet wrap" lang="en">
          {line}: {text}
        </p>
      ))}
      {children}
      <FilterChoice
        label={say('import.shown')}
        all={say('import.news')}
        options={there.map((value) => ({ value, label: wordFor('import', value) }))}
        value={shown}
        onChange={setShown}
      />
      <LongTable
        key={shown}
        label={say('import.shown')}
        columns={[say('people.name'), say('mail.outcome'), say('import.changes')]}
        items={fitting}
        isWhole
        keyOf={({ line }) => String(line)}
      >
        {(row) => <ImportRow row={row} />}
      </LongTable>
    </>
  )
}

function ImportRow({ row }: { row: Row }): ReactNode {
  const { say, wordFor } = useSpeech()
  const { line, outcome, name, id, changes, reasons } = row
  return (
    <>
      <span role="cell" className="row-title">
        {say('import.line', { line: String(line) })} {name} {id !== null && <span className="quiet">({id})</span>}
      </span>
      <Group role="cell" gap="xs" className="row-end">
        <Mark kind={MARKS[outcome]}>{wordFor('import', outcome)}</Mark>
      </Group>
      <div role="cell" className="row-rest">
        {reasons.map((reason) => (
          <div key={reason} className="problem-text" lang="en">
            {reason}
          </div>
        ))}
        {changes.map(({ field, before, after }) => (
          <div key={field}>
            <span className="quiet">{say(FIELDS[field])}:</span>{' '}
            {before !== null && before !== '' && (
              <>
                <del>{before}</del> →{' '}
              </>
            )}
            <ins>{after}</ins>
          </div>
        ))}
      </div>
    </>
  )
}

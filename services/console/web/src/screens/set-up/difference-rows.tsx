import type { Difference } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { GrowingList } from '../../parts/growing-list.tsx'
import { Mark } from '../../parts/mark.tsx'
import { useSetUpSpeech } from '../../words/part-speech.tsx'

const SCREEN_OF: Readonly<Record<Difference['kind'], (id: string) => string>> = {
  mailbox: () => '/mailboxes',
  person: (id) => `/people/${encodeURIComponent(id)}`,
  status: () => '/statuses',
  template: () => '/templates',
}

/** Entries that are not as the file says, each with the screen where it can be seen. @param more those that were not told */
export function DifferenceRows({ differences, more }: { differences: readonly Difference[]; more: number }): ReactNode {
  const { say } = useSetUpSpeech()
  return (
    <>
      <GrowingList items={differences}>
        {(each) => <DifferenceRow key={`${each.kind} ${each.id}`} difference={each} />}
      </GrowingList>
      {more > 0 && <p className="quiet">{say('list.more', { count: more })}</p>}
    </>
  )
}

function DifferenceRow({ difference: { kind, id, difference, fields } }: { difference: Difference }): ReactNode {
  const { wordFor } = useSetUpSpeech()
  return (
    <li className="row">
      <span className="row-title">
        {wordFor('setUpKind', kind)} <Link href={SCREEN_OF[kind](id)}>{id}</Link>
      </span>
      <span className="row-end">
        <Mark kind={difference === 'missing' ? 'bad' : 'plain'}>{wordFor('difference', difference)}</Mark>
      </span>
      {fields.map(({ field, file, running }) => (
        <span key={field} className="row-rest">
          <span className="quiet">{field}:</span> <del>{file}</del> → <ins>{running}</ins>
        </span>
      ))}
    </li>
  )
}

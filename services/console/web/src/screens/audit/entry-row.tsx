import type { AuditEntry } from '@tubepost/api'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call.ts'
import { Mark, type MarkKind } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'

/** The cells of one change: who asked for what, how it was answered, and the state before and after. */
export function EntryRow({ entry }: { entry: AuditEntry }): ReactNode {
  const { say, wordFor } = useSpeech()
  const { at, who, by, what, target, status, before, after } = entry
  return (
    <>
      <span role="cell" className="row-title">
        <code className="wrap">{what}</code> {target}
      </span>
      <span role="cell" className="row-end">
        <Mark kind={kindOf(status)}>{status ?? say('audit.noStatus')}</Mark>
      </span>
      <span role="cell" className="quiet row-rest">
        <Link href={pathOf('/audit', { who })}>{who}</Link> · {wordFor('by', by)} · <Time at={at} />
      </span>
      <div role="cell" className="row-rest">
        {(before !== null || after !== null) && (
          <details>
            <summary>{say('audit.change')}</summary>
            <State name={say('audit.before')} state={before} />
            <State name={say('audit.after')} state={after} />
          </details>
        )}
      </div>
    </>
  )
}

function State({ name, state }: { name: string; state: unknown }): ReactNode {
  if (state === null) return null
  return (
    <>
      <h2 className="group">{name}</h2>
      <pre className="raw">{JSON.stringify(state, null, 2)}</pre>
    </>
  )
}

const kindOf = (status: number | null): MarkKind =>
  status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good'

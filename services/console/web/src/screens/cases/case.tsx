import type { UndoneAnswer, WholeCase } from '@tubepost/api'
import { Button, Stack } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { pathOf } from '../../api/call.ts'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Time } from '../../parts/time.tsx'
import { PartSpeech, useCasesSpeech } from '../../words/part-speech.tsx'
import { AnswerForm, draftAgain, emptyDraft } from './answer-form.tsx'
import { CaseForm } from './case-form.tsx'
import { CaseMark } from './case-mark.tsx'
import { MergeForm, MergeInto } from './merge-form.tsx'
import { MergedAway, MergedCases, MergedNotice } from './merged-cases.tsx'
import { NoteForm } from './note-form.tsx'
import { Party, Theirs } from './theirs.tsx'
import { SplitOff, type Splitting, useSplitting } from './split-off.tsx'
import { TimelineLine } from './timeline-line.tsx'

// An answer may come at any moment, and somebody else may be at work on the case.
const LIVE_EVERY_MS = 5_000

/** One case: what is known of it, and all that was written and done, oldest first. */
export default function Case({ id }: { id: string }): ReactNode {
  return (
    <PartSpeech part="cases" fallback={<Waiting />}>
      <Opened key={id} id={id} />
    </PartSpeech>
  )
}

function Opened({ id }: { id: string }): ReactNode {
  const { say } = useCasesSpeech()
  const path = `/api/case/cases/${encodeURIComponent(id)}`
  const query = useAnswer<WholeCase>(path, { everyMs: LIVE_EVERY_MS })
  const { number, subject } = query.data?.case ?? {}
  // Whoever has it open while it is merged may be writing, and is not led away.
  const [wasThere, setWasThere] = useState(false)
  if (query.data?.case.mergedInto === null && !wasThere) setWasThere(true)
  const about = subject?.trim()
  const title = number === undefined ? say('case.title') : `${number}: ${about || say('mail.noSubject')}`
  const heading = about ? (
    <>
      {number}: <Theirs text={about} />
    </>
  ) : undefined
  return (
    // The tab has no elements that could isolate the subject.
    <Screen title={title.replaceAll(/\p{Bidi_Control}/gu, '')} heading={heading} curl={path}>
      <Answered query={query}>
        {(whole) =>
          whole.case.mergedInto === null || wasThere ? (
            <Known {...whole} path={path} />
          ) : (
            <MergedAway from={whole.case.number} into={whole.case.mergedInto.number} isKnown={!query.isFetching} />
          )
        }
      </Answered>
    </Screen>
  )
}

function Known({ case: known, timeline, earlier, path }: WholeCase & { path: string }): ReactNode {
  const { say, wordFor } = useCasesSpeech()
  const may = useMay()
  const { number, requester, participants, related, merged, mergedInto } = known
  // Texts that were begun before the case was merged are for the one that goes on.
  const living = mergedInto === null ? path : `/api/case/cases/${mergedInto.number}`
  const [draft, setDraft] = useState(() => emptyDraft(requester.address))
  const field = useRef<HTMLTextAreaElement>(null)
  const writeAgain = (answer: UndoneAnswer) => {
    setDraft((since) => draftAgain(answer, since))
    field.current?.focus()
  }
  const others = participants.filter(({ address }) => address !== requester.address)
  const ofCase = useSplitting(path)
  const splitting = may('case:write') && known.mails > 1 ? ofCase : undefined
  return (
    <Stack>
      {mergedInto === null ? (
        <MergedHere merged={merged} into={number} />
      ) : (
        <MergedNotice from={number} into={mergedInto.number} />
      )}
      <Facts
        facts={[
          [say('cases.status'), <CaseMark key="status" status={known.status} />],
          [say('case.priority'), wordFor('casePriority', known.priority)],
          [say('case.requester'), <Party key="requester" {...requester} />],
          [say('case.assignee'), known.assignee === null ? null : <Theirs key="assignee" text={known.assignee} />],
          [say('mail.mailbox'), known.mailboxes.join(', ')],
          [say('case.opened'), <Time key="opened" at={known.openedAt} />],
          [
            say('case.participants'),
            others.length === 0 ? null : (
              <ul key="participants" className="plain">
                {others.map((one) => (
                  <li key={one.address}>
                    <Party {...one} /> {!one.verified && <Mark kind="warn">{say('case.unverified')}</Mark>}
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            say('case.related'),
            related.length === 0 ? null : (
              <ul key="related" className="plain">
                {related.map((one) => (
                  <li key={one.id}>
                    <Link href={`/cases/${one.number}`}>{one.number}</Link> · {wordFor('related', one.why)}{' '}
                    {one.why === 'referenced' && may('case:write') && (
                      <MergeInto known={known} path={path} number={one.number} />
                    )}
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            say('case.merged'),
            merged.length === 0 ? null : <MergedCases key="merged" merged={merged} number={number} />,
          ],
        ]}
      />
      {may('case:write') && <CaseForm known={known} path={path} />}
      {may('case:write') && <MergeForm known={known} path={path} />}
      <section aria-label={say('case.timeline')}>
        <h2 className="group">{say('case.timeline')}</h2>
        <Earlier path={path} before={earlier} onAgain={writeAgain} splitting={splitting} />
        <Lines timeline={timeline} path={path} onAgain={writeAgain} splitting={splitting} />
      </section>
      {may('case:write') && (
        <>
          <AnswerForm
            path={living}
            draft={draft}
            onDraft={setDraft}
            onSent={() => setDraft(emptyDraft(requester.address))}
            field={field}
          />
          <NoteForm path={living} />
        </>
      )}
    </Stack>
  )
}

/** Says which case was merged into this one, to whoever was led here from it. */
function MergedHere({ merged, into }: { merged: WholeCase['case']['merged']; into: string }): ReactNode {
  const [parameters] = useSearchParams()
  const from = merged.find(({ number }) => number === parameters.get('merged'))
  return from === undefined ? null : <MergedNotice from={from.number} into={into} />
}

interface OfLines {
  readonly path: string
  readonly onAgain: (answer: UndoneAnswer) => void
  /** Undefined where nothing is to be split off. */
  readonly splitting: Splitting | undefined
}

function Lines({ timeline, path, onAgain, splitting }: Pick<WholeCase, 'timeline'> & OfLines): ReactNode {
  return (
    <ol className="story">
      {timeline.map((line) => (
        <TimelineLine key={line.id} line={line} path={path} onAgain={onAgain}>
          {splitting !== undefined && line.kind === 'mail' && <SplitOff entry={line.id} splitting={splitting} />}
        </TimelineLine>
      ))}
    </ol>
  )
}

/** The lines before those that are shown, once somebody asks for them. */
function Earlier({ before, ...of }: OfLines & { before: string | null }): ReactNode {
  const { say } = useCasesSpeech()
  const [asked, setAsked] = useState<string>()
  // The place that was asked for stays, whatever comes at the other end.
  const query = useAnswer<WholeCase>(asked === undefined ? undefined : pathOf(of.path, { before: asked }), {
    everyMs: false,
  })
  if (asked !== undefined)
    return (
      <Answered query={query}>
        {({ timeline, earlier }) => (
          <>
            <Earlier {...of} before={earlier} />
            <Lines {...of} timeline={timeline} />
          </>
        )}
      </Answered>
    )
  if (before === null) return null
  return (
    <Button variant="default" onClick={() => setAsked(before)}>
      {say('case.earlier')}
    </Button>
  )
}

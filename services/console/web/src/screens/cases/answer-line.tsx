import type { TimelineEntry, UndoneAnswer } from '@tubepost/api'
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { Refused } from '../../api/call.ts'
import { useAct } from '../../api/use-act.ts'
import { Mark, type MarkKind } from '../../parts/mark.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Time } from '../../parts/time.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'
import { CameFrom } from './came-from.tsx'
import { Sentence, TheirList, Theirs } from './theirs.tsx'

type Delivery = NonNullable<TimelineEntry['delivery']>

const MARKS: Readonly<Record<Delivery['state'], MarkKind>> = {
  waiting: 'plain',
  queued: 'plain',
  held: 'warn',
  sent: 'good',
  failed: 'bad',
  unknown: 'warn',
  bounced: 'bad',
}

/** An answer that somebody wrote here, and how far it has come. @param onAgain is given its words to write anew */
export function AnswerLine(props: {
  line: TimelineEntry & { delivery: Delivery }
  path: string
  onAgain: (answer: UndoneAnswer) => void
}): ReactNode {
  const { line, path, onAgain } = props
  const { say, wordFor } = useCasesSpeech()
  const may = useMay()
  const { from, to, cc, bcc, text, actor, at, delivery } = line
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address)
  const { state, detail } = delivery
  const isLost = state === 'failed' || state === 'unknown' || state === 'bounced'
  return (
    <li data-line="reply">
      <strong>
        <Sentence text={say('case.answerBy')} values={{ name: <Theirs text={from?.name ?? actor} /> }} />
      </strong>{' '}
      <Mark kind={MARKS[state]}>{wordFor('delivery', state)}</Mark>
      <div className="quiet">
        <Time at={at} /> · <Sentence text={say('case.to')} values={{ addresses: <TheirList texts={addresses} /> }} />
        <CameFrom line={line} />
      </div>
      <p className="said">{text}</p>
      {detail !== null && (state !== 'sent' || isRefusedForSome(detail)) && (
        <p lang="en" role={isLost ? 'status' : undefined}>
          <Theirs text={detail} />
        </p>
      )}
      {may('case:write') && state === 'waiting' && <Undo line={line} path={path} onUndone={onAgain} />}
      {may('case:write') && isLost && (
        <Button variant="default" size="xs" onClick={() => onAgain(asWritten(line))}>
          {say('case.writeAgain')}
        </Button>
      )}
      {state === 'held' && may('notifier:read') && <Link href={`/outbox/${line.id}`}>{say('case.inOutbox')}</Link>}
    </li>
  )
}

/** Seconds pass on the screen; whether it can be undone still, the server says. */
function Undo(props: {
  line: TimelineEntry & { delivery: Delivery }
  path: string
  onUndone: (answer: UndoneAnswer) => void
}): ReactNode {
  const { line, path, onUndone } = props
  const { say } = useCasesSpeech()
  const act = useAct<UndoneAnswer>()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(ticking)
  }, [])
  const left = Math.max(0, Math.ceil((Date.parse(line.delivery.undoUntil ?? line.at) - now) / 1_000))
  const undo = () => {
    const asked = act.mutateAsync({ method: 'POST', path: `${path}/replies/${line.id}/undo` })
    // The line may be gone by then, and nobody left to hear of it here. It is undone too where the answer to an earlier call was lost.
    void asked.then(onUndone, (error: unknown) => {
      if (error instanceof Refused && error.code === 'no_reply') onUndone(asWritten(line))
    })
  }
  return (
    <>
      <Button variant="default" size="xs" loading={act.isPending} onClick={undo}>
        {say('case.undo')}
      </Button>{' '}
      <span className="quiet">{say('case.goesIn', { count: left })}</span>
      {act.error !== null && <Problem error={act.error} />}
    </>
  )
}

/** The server took the mail for some of its recipients alone, and says which it refused. */
const isRefusedForSome = (detail: string): boolean => detail.includes('(refused for ')

const asWritten = ({ text, to, cc, bcc }: TimelineEntry): UndoneAnswer => ({
  text: text ?? '',
  to: to.map(({ address }) => address),
  cc: cc.map(({ address }) => address),
  bcc: bcc.map(({ address }) => address),
})

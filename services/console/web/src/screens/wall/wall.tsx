import { Button } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { Refused } from '../../api/call.ts'
import { SIGN_IN_PATH } from '../../api/open-paths.ts'
import { useWall } from '../../api/use-wall.ts'
import { Waiting } from '../../parts/answered.tsx'
import { hasPassed } from '../../parts/has-passed.ts'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { viewersZone } from '../../parts/time.tsx'
import { useNow } from '../../parts/use-now.ts'
import { writeInFull } from '../../parts/write-time.ts'
import { useSpeech } from '../../words/words.tsx'
import { useAwake } from './use-awake.ts'
import { WallBoard } from './wall-board.tsx'

/** The board on a screen in the hall: large, live for weeks, without a menu, for whoever has its link or is signed in. */
export default function Wall(): ReactNode {
  const { say } = useSpeech()
  const { data, error, refetch } = useWall()
  useAwake()
  useEffect(() => {
    document.title = `${say('wall.title')} · Tubepost`
  }, [say])
  const isRefused = error instanceof Refused && error.status === 401
  if (data !== undefined && !isRefused) return <WallBoard wall={data} />
  return (
    <main className="wall-alone">
      <h1>{say('wall.title')}</h1>
      {isRefused && <Ended until={data?.until ?? null} />}
      {!isRefused && error !== null && (
        <Problem error={error}>
          <Button variant="default" onClick={() => void refetch()}>
            {say('state.again')}
          </Button>
        </Problem>
      )}
      {error === null && <Waiting />}
    </main>
  )
}

/** Why this screen shows nobody. @param until when its token was to end, as far as it was ever told */
function Ended({ until }: { until: string | null }): ReactNode {
  const { language, say } = useSpeech()
  const now = useNow()
  const time = until === null ? '' : writeInFull(until, { locale: language, timeZone: viewersZone() })
  return (
    <Notice kind="problem">
      {hasPassed(until, now) ? say('wall.ended', { time }) : say('wall.revoked')} {say('wall.ask')}{' '}
      <Link href={SIGN_IN_PATH}>{say('signIn.title')}</Link>
    </Notice>
  )
}

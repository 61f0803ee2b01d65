import type { AppliedSetUp } from '@tubepost/api'
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Time } from '../../parts/time.tsx'
import { PartSpeech, useSetUpSpeech } from '../../words/part-speech.tsx'
import { CheckText } from './check-text.tsx'
import { DifferenceRows } from './difference-rows.tsx'

const PATH = '/api/console/set-up'

/** The set-up file that was applied, what is otherwise by now, and a check of another one before it is applied. */
export default function SetUp(): ReactNode {
  return (
    <PartSpeech part="setUp" fallback={<Waiting />}>
      <Sections />
    </PartSpeech>
  )
}

function Sections(): ReactNode {
  const { say } = useSetUpSpeech()
  const query = useAnswer<AppliedSetUp>(PATH)
  return (
    <Screen title={say('setUp.title')} curl={PATH}>
      <Stack gap="xl">
        <Answered query={query} empty={({ appliedAt }) => (appliedAt === null ? say('setUp.none') : undefined)}>
          {(answer) => <Applied {...answer} />}
        </Answered>
        <CheckText applied={query.data?.written ?? ''} />
      </Stack>
    </Screen>
  )
}

function Applied({ appliedAt, written, differences, moreDifferences }: AppliedSetUp): ReactNode {
  const { say } = useSetUpSpeech()
  return (
    <>
      <section aria-label={say('setUp.differences')}>
        <h2 className="group">{say('setUp.differences')}</h2>
        {differences.length === 0 ? (
          <Notice kind="good">{say('setUp.same')}</Notice>
        ) : (
          <DifferenceRows differences={differences} more={moreDifferences} />
        )}
      </section>
      <section aria-label={say('setUp.file')}>
        <h2 className="group">{say('setUp.file')}</h2>
        {appliedAt !== null && (
          <p className="intro">
            {say('setUp.appliedAt')} <Time at={appliedAt} />. {say('setUp.changedThere')}
          </p>
        )}
        {written === null ? <Notice>{say('setUp.noText')}</Notice> : <pre className="raw">{written}</pre>}
      </section>
    </>
  )
}

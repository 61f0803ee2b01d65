import type { Mailboxes as MailboxesAnswer } from '@tubepost/api'
import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useMay } from '../../api/me.ts'
import { FRESH_EVERY_MS, useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { Screen } from '../../parts/screen.tsx'
import { useSpeech } from '../../words/words.tsx'
import { MailboxCard } from './mailbox-card.tsx'

const PATH = '/api/fetcher/mailboxes'
// Whoever has just enabled a mailbox waits for it to be read.
const SOUGHT_EVERY_MS = 2_000

/** Each mailbox with its state, and what is wrong with it in words. */
export default function Mailboxes(): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const [parameters] = useSearchParams()
  const at = parameters.get('at')
  const query = useAnswer<MailboxesAnswer>(PATH, { everyMs: at === null ? FRESH_EVERY_MS : SOUGHT_EVERY_MS })
  return (
    <Screen title={say('mailboxes.title')} curl={PATH}>
      <p className="quiet intro">{say('mailboxes.intro')}</p>
      {may('fetcher:write') && (
        <Group my="md">
          <Button component={Link} href="/mailboxes/new">
            {say('mailboxes.add')}
          </Button>
        </Group>
      )}
      <Answered query={query} empty={({ mailboxes }) => (mailboxes.length === 0 ? say('mailboxes.empty') : undefined)}>
        {({ mailboxes }) => (
          <div className="cards">
            {mailboxes.map((mailbox) => (
              <MailboxCard key={mailbox.id} mailbox={mailbox} isSought={mailbox.id === at} />
            ))}
          </div>
        )}
      </Answered>
    </Screen>
  )
}

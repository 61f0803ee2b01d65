import type { ShownToken, Tokens as TokensAnswer } from '@tubepost/api'
import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Time } from '../../parts/time.tsx'
import { useSpeech } from '../../words/words.tsx'
import { ForScreen } from './for-screen.tsx'
import { NewTokenForm } from './new-token-form.tsx'

const PATH = '/api/console/tokens'

/** The tokens of programs and people: made, looked at, revoked. */
export default function Tokens(): ReactNode {
  const { say } = useSpeech()
  const query = useAnswer<TokensAnswer>(PATH)
  return (
    <Screen title={say('tokens.title')} curl={PATH}>
      <Stack>
        <ForScreen />
        <NewTokenForm />
        <Answered query={query} empty={({ tokens }) => (tokens.length === 0 ? say('tokens.empty') : undefined)}>
          {({ tokens }) => (
            <ul className="rows">
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </ul>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}

function TokenRow({ token }: { token: ShownToken }): ReactNode {
  const { say } = useSpeech()
  const act = useAct()
  const { id, name, scopes, person, createdAt, lastUsedAt, expiresAt } = token
  return (
    <li className="row">
      <span className="row-title">{name}</span>
      <span className="row-end">
        <ConfirmButton
          label={say('tokens.revoke')}
          question={say('tokens.revokeQuestion', { name })}
          busy={act.isPending}
          onConfirm={() => act.mutate({ method: 'DELETE', path: `${PATH}/${id}` })}
        />
      </span>
      <code className="row-rest wrap">{scopes.join(' ')}</code>
      <span className="quiet row-rest">
        {person !== null && <>{say('tokens.for', { person })} · </>}
        {say('tokens.created')} <Time at={createdAt} /> ·{' '}
        {lastUsedAt === null ? (
          say('tokens.neverUsed')
        ) : (
          <>
            {say('tokens.used')} <Time at={lastUsedAt} />
          </>
        )}
        {expiresAt !== null && (
          <>
            {' · '}
            {say('tokens.expires')} <Time at={expiresAt} />
          </>
        )}
      </span>
      {act.error !== null && <Problem error={act.error} />}
    </li>
  )
}

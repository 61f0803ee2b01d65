import { Button, Paper, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { SIGN_IN_REFUSALS, type SignInWays } from '@tubepost/api'
import { call } from '../../api/call.ts'
import { SIGN_IN_PATH } from '../../api/open-paths.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Notice } from '../../parts/notice.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Screen } from '../../parts/screen.tsx'
import { Choices } from '../../parts/choices.tsx'
import { useLocation } from 'wouter'
import { PartSpeech, useSignInSpeech } from '../../words/part-speech.tsx'
import { ByLink } from './by-link.tsx'
import { useLinkSecret } from './use-link-secret.ts'

interface Props {
  /** Where a session has ended while its screen was open: whether something was typed there, which waits. */
  readonly ended?: 'typed' | 'seen'
}

/** For whoever is not signed in, at every path: afterwards the screen of that path is shown, or the board. */
export default function SignIn({ ended }: Props): ReactNode {
  return (
    <>
      {ended === 'typed' && <LeaveGuard />}
      <PartSpeech part="signIn" fallback={<Waiting />}>
        <Door {...(ended !== undefined && { ended })} />
      </PartSpeech>
    </>
  )
}

function Door({ ended }: Props): ReactNode {
  const { say } = useSignInSpeech()
  const ways = useAnswer<SignInWays>('/api/console/sign-in', { everyMs: false })
  const secret = useLinkSecret()
  return (
    <main className="sign-in">
      <p className="frame-name">Tubepost</p>
      <Screen title={say('signIn.title')}>
        {ended !== undefined && (
          <Notice kind="problem">{say(ended === 'typed' ? 'signIn.endedTyped' : 'signIn.ended')}</Notice>
        )}
        <Answered query={ways}>
          {({ possible, why, password, providers }) => {
            if (!possible)
              return (
                <Notice kind="problem">
                  {say('signIn.notPossible')} {why !== null && <span lang="en">{why}</span>}
                </Notice>
              )
            if (secret !== undefined) return <ByLink key={secret} secret={secret} />
            return (
              <Stack>
                <WhyRefused />
                {password && <ByPassword />}
                {ended === undefined && password && <p className="quiet intro">{say('signIn.first')}</p>}
                {providers.map(({ id, name }) => (
                  <Button
                    key={id}
                    component="a"
                    variant="default"
                    href={`/api/console/sign-in/oidc/${encodeURIComponent(id)}`}
                    // The way to a provider leaves the page, and what was typed with it.
                    {...(ended === 'typed' && { target: '_blank' })}
                  >
                    {say('signIn.with', { name })}
                  </Button>
                ))}
                {ended === 'typed' && providers.length > 0 && <p className="quiet intro">{say('signIn.elsewhere')}</p>}
              </Stack>
            )
          }}
        </Answered>
        <Choices />
      </Screen>
    </main>
  )
}

/** Why a provider's account was not let in. The address tells the code alone, for a text in it could be anybody's. */
function WhyRefused(): ReactNode {
  const { say } = useSignInSpeech()
  const [refused] = useState(() => new URLSearchParams(location.hash.slice(1)).get('refused'))
  if (refused === null) return null
  const code = SIGN_IN_REFUSALS.find((one) => one === refused)
  return (
    <Notice kind="problem">
      {say('signIn.refused')} {code !== undefined && say(`refusal.${code}`)}
    </Notice>
  )
}

function ByPassword(): ReactNode {
  const { say } = useSignInSpeech()
  const client = useQueryClient()
  const [path, go] = useLocation()
  const [address, setAddress] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => call('/api/console/sign-in', { method: 'POST', body: { address, password } }),
    onSuccess: () => {
      if (path === SIGN_IN_PATH) go('/')
      return client.invalidateQueries()
    },
    onError: () => setPassword(''),
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit}>
      <Stack>
        <TextInput
          label={say('signIn.address')}
          type="email"
          name="username"
          autoComplete="username"
          required
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
        <PasswordField
          label={say('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        {signIn.error !== null && <Problem error={signIn.error} />}
        <Button type="submit" loading={signIn.isPending}>
          {say('signIn.submit')}
        </Button>
      </Stack>
    </Paper>
  )
}

import type { Me, OnePerson } from '@tubepost/api'
import { Button, Paper, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../api/call.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Notice } from '../../parts/notice.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSignInSpeech } from '../../words/part-speech.tsx'

/** Signs in by a link at a press, not by opening it: a mail program that looks at links ahead shall not use it up. */
export function ByLink({ secret }: { secret: string }): ReactNode {
  const { say } = useSignInSpeech()
  const client = useQueryClient()
  const [, go] = useLocation()
  const [password, setPassword] = useState('')
  const [repeated, setRepeated] = useState('')
  const [hasDiffered, setDiffered] = useState(false)
  const signIn = useMutation({
    mutationFn: () => call('/api/console/sign-in/link', { method: 'POST', body: { secret } }),
  })
  const keep = useMutation({
    mutationFn: () => call('/api/console/me/password', { method: 'PUT', body: { new: password } }),
    onSuccess: async () => {
      go('/')
      await client.invalidateQueries()
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setDiffered(password !== repeated)
    if (password === repeated) keep.mutate()
  }
  if (!signIn.isSuccess)
    return (
      <Stack>
        <Notice>{say('signIn.link')}</Notice>
        {signIn.error !== null && <Problem error={signIn.error} />}
        <Button loading={signIn.isPending} onClick={() => signIn.mutate()}>
          {say('signIn.submit')}
        </Button>
      </Stack>
    )
  return (
    <Paper withBorder p="md" component="form" onSubmit={submit}>
      <Stack>
        <h2 className="group">{say('signIn.setPassword')}</h2>
        <OwnAddress />
        <PasswordField
          label={say('signIn.newPassword')}
          description={say('signIn.newHint')}
          name="new-password"
          autoComplete="new-password"
          required
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <PasswordField
          label={say('signIn.repeat')}
          name="repeated"
          autoComplete="new-password"
          required
          value={repeated}
          error={hasDiffered ? say('signIn.differ') : undefined}
          onChange={({ currentTarget }) => setRepeated(currentTarget.value)}
        />
        {keep.error !== null && <Problem error={keep.error} />}
        <Button type="submit" loading={keep.isPending}>
          {say('signIn.keep')}
        </Button>
      </Stack>
    </Paper>
  )
}

/** Said now, for it is asked for the next time, and whatever keeps passwords keeps it with this one. */
function OwnAddress(): ReactNode {
  const { say } = useSignInSpeech()
  const { data: me } = useAnswer<Me>('/api/console/me', { everyMs: false })
  const id = me?.person?.id
  const path = id === undefined ? undefined : `/api/status/people/${encodeURIComponent(id)}`
  const { data } = useAnswer<OnePerson>(path, { everyMs: false })
  const address = data?.person.addresses[0]
  if (address === undefined) return null
  return (
    <TextInput
      label={say('signIn.later')}
      type="email"
      name="username"
      autoComplete="username"
      value={address}
      readOnly
    />
  )
}

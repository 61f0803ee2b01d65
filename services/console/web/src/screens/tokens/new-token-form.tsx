import { API_SCOPES, type MadeToken, type NewToken, type People } from '@tubepost/api'
import { Button, Checkbox, NativeSelect, Paper, Stack, TextInput } from '@mantine/core'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { SELDOM_MS, useAnswer } from '../../api/use-answer.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'
import { ScreenLink } from './screen-link.tsx'

const LONGEST_NAME = 100
type Scope = (typeof API_SCOPES)[number]

/** Makes a token, and shows it this once. */
export function NewTokenForm(): ReactNode {
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const act = useAct<MadeToken>()
  const people = useAnswer<People>(may('status:read') ? '/api/status/people' : undefined, { everyMs: SELDOM_MS })
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>([])
  const [person, setPerson] = useState('')
  const [lastDay, setLastDay] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const body: NewToken = {
      name,
      scopes: [...scopes],
      ...(person !== '' && { person }),
      ...(lastDay !== '' && { expiresAt: new Date(`${lastDay}T23:59:59`).toISOString() }),
    }
    act.mutate(
      { method: 'POST', path: '/api/console/tokens', body },
      {
        onSuccess: () => {
          setName('')
          setScopes([])
          setPerson('')
          setLastDay('')
        },
      },
    )
  }
  return (
    <Paper withBorder p="md" component="form" aria-label={say('tokens.new')} onSubmit={submit}>
      {(name !== '' || scopes.length > 0 || person !== '' || lastDay !== '') && <LeaveGuard />}
      <Stack>
        <h2 className="group">{say('tokens.new')}</h2>
        <TextInput
          label={say('tokens.name')}
          value={name}
          required
          maxLength={LONGEST_NAME}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <fieldset className="scopes">
          <legend>{say('tokens.scopes')}</legend>
          {API_SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              label={scope}
              description={wordFor('scope', scope)}
              checked={scopes.includes(scope)}
              onChange={({ currentTarget: { checked } }) =>
                setScopes(checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
              }
            />
          ))}
        </fieldset>
        {people.data !== undefined && (
          <NativeSelect
            label={say('tokens.person')}
            value={person}
            onChange={({ currentTarget }) => setPerson(currentTarget.value)}
            data={[
              { value: '', label: say('tokens.nobody') },
              ...people.data.people.map(({ id, name: of }) => ({ value: id, label: of })),
            ]}
          />
        )}
        <TextInput
          label={say('tokens.lastDay')}
          type="date"
          value={lastDay}
          onChange={({ currentTarget }) => setLastDay(currentTarget.value)}
        />
        <Button type="submit" loading={act.isPending} disabled={name.trim() === '' || scopes.length === 0}>
          {say('tokens.make')}
        </Button>
        {act.error !== null && <Problem error={act.error} />}
        {act.data !== undefined && (
          <Notice kind="good">
            {say('tokens.once')} <code className="wrap">{act.data.token}</code>
          </Notice>
        )}
        {act.data !== undefined && act.data.wall !== null && <ScreenLink link={act.data.wall} />}
      </Stack>
    </Paper>
  )
}

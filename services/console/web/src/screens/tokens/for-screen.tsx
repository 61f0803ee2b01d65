import type { MadeToken, NewToken } from '@tubepost/api'
import { Button, Checkbox, Paper } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'
import { ScreenLink } from './screen-link.tsx'

/** Makes a token for a screen in the hall at one press, and shows its link this once. */
export function ForScreen(): ReactNode {
  const { say } = useSpeech()
  const act = useAct<MadeToken>()
  const [hasComments, setComments] = useState(false)
  const make = () => {
    const body: NewToken = {
      name: say('wall.tokenName'),
      scopes: [hasComments ? 'status:comments' : 'status:board'],
    }
    act.mutate({ method: 'POST', path: '/api/console/tokens', body })
  }
  return (
    <Paper withBorder p="md" component="section" className="for-screen" aria-label={say('wall.makeTitle')}>
      <h2 className="group">{say('wall.makeTitle')}</h2>
      <p>{say('wall.intro')}</p>
      <div className="for-screen-acts">
        <Button loading={act.isPending} onClick={make}>
          {say('wall.make')}
        </Button>
        <Checkbox
          label={say('wall.withComments')}
          checked={hasComments}
          onChange={({ currentTarget: { checked } }) => setComments(checked)}
        />
      </div>
      {act.error !== null && <Problem error={act.error} />}
      {typeof act.data?.wall === 'string' && <ScreenLink link={act.data.wall} />}
    </Paper>
  )
}

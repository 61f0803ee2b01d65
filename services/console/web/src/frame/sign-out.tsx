import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMe } from '../api/me.ts'
import { useSignOut } from '../parts/use-sign-out.ts'
import { leaveBy } from '../parts/leaving.ts'
import { useSpeech } from '../words/words.tsx'

/** A token cannot be signed out; a session can. */
export function SignOut(): ReactNode {
  const { say } = useSpeech()
  const { by } = useMe()
  const signOut = useSignOut()
  if (by !== 'session') return null
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={signOut.isPending}
      onClick={() => leaveBy(() => signOut.mutate())}
    >
      {say('frame.signOut')}
    </Button>
  )
}

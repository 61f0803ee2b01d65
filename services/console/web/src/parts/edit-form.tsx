import { Button, Group, Paper, Stack } from '@mantine/core'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { useSpeech } from '../words/words.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { leaveFreely } from './leaving.ts'
import { Problem } from './problem.tsx'

/**
 * A form that is saved or left.
 * @param by the parameter of the address by which it is open
 * @param values what its fields hold; where that is another than at first, whoever leaves is asked
 * @param act the call that saves, and `isComplete` whether enough is filled in for it
 */
export function EditForm(props: {
  title: string
  by: string
  values: readonly unknown[]
  act: { readonly isPending: boolean; readonly error: Error | null }
  isComplete: boolean
  onSave: () => void
  onCancel: () => void
  children: ReactNode
}): ReactNode {
  const { title, by, values, act, isComplete, onSave, onCancel, children } = props
  const { say } = useSpeech()
  const typed = JSON.stringify(values)
  const [first] = useState(typed)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSave()
  }
  return (
    <Paper withBorder p="md" component="form" aria-label={title} onSubmit={submit}>
      {typed !== first && <LeaveGuard by={by} />}
      <Stack>
        <h2 className="group">{title}</h2>
        {children}
        <Group gap="sm">
          <Button type="submit" loading={act.isPending} disabled={!isComplete}>
            {say('act.save')}
          </Button>
          <Button variant="default" onClick={() => leaveFreely(onCancel)}>
            {say('act.cancel')}
          </Button>
        </Group>
        {act.error !== null && <Problem error={act.error} />}
      </Stack>
    </Paper>
  )
}

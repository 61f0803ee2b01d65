import { DUES, type OneStatus, type Status, STATUS_TYPES } from '@tubepost/api'
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { EditForm } from '../../parts/edit-form.tsx'
import { entriesOf } from '../../parts/entries-of.ts'
import { leaveFreely } from '../../parts/leaving.ts'
import { useSpeech } from '../../words/words.tsx'

/** A new status, which comes last on the board, or what is to be changed of one. */
export function StatusForm(props: { status?: Status; onSaved: () => void; onCancel: () => void }): ReactNode {
  const { status, onSaved, onCancel } = props
  const { say, wordFor } = useSpeech()
  const act = useAct<OneStatus>()
  const [name, setName] = useState(status?.name ?? '')
  const [aliases, setAliases] = useState(status?.aliases.join('\n') ?? '')
  const [type, setType] = useState(status?.type ?? 'out')
  const [due, setDue] = useState(status?.due ?? 'optional')
  const [hasColour, setHasColour] = useState(status !== undefined && status.colour !== null)
  const [colour, setColour] = useState(status?.colour ?? FIRST_COLOUR)
  const title = status === undefined ? say('statuses.new') : say('statuses.editOf', { name: status.name })
  const save = () => {
    const body: Partial<Status> = {
      name,
      aliases: entriesOf(aliases),
      type,
      due,
      ...(hasColour && { colour }),
    }
    act.mutate(
      status === undefined
        ? { method: 'POST', path: '/api/status/statuses', body }
        : { method: 'PUT', path: `/api/status/statuses/${encodeURIComponent(status.id)}`, body },
      { onSuccess: () => leaveFreely(onSaved) },
    )
  }
  return (
    <EditForm
      title={title}
      by={status === undefined ? 'new' : 'edit'}
      values={[name, aliases, type, due, hasColour, colour]}
      act={act}
      isComplete={name.trim() !== ''}
      onSave={save}
      onCancel={onCancel}
    >
      <TextInput
        label={say('statuses.name')}
        description={say('statuses.nameHint')}
        value={name}
        required
        maxLength={LONGEST_NAME}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Textarea
        label={say('statuses.aliases')}
        description={say('statuses.aliasesHint')}
        value={aliases}
        rows={3}
        onChange={({ currentTarget }) => setAliases(currentTarget.value)}
      />
      <NativeSelect
        label={say('statuses.type')}
        value={type}
        onChange={({ currentTarget }) => setType(currentTarget.value as Status['type'])}
        data={STATUS_TYPES.map((value) => ({ value, label: wordFor('statusType', value) }))}
      />
      <NativeSelect
        label={say('statuses.due')}
        value={due}
        onChange={({ currentTarget }) => setDue(currentTarget.value as Status['due'])}
        data={DUES.map((value) => ({ value, label: wordFor('due', value) }))}
      />
      <Checkbox
        label={say('statuses.hasColour')}
        checked={hasColour}
        onChange={({ currentTarget }) => setHasColour(currentTarget.checked)}
      />
      {hasColour && (
        <TextInput
          label={say('statuses.colour')}
          type="color"
          value={colour}
          onChange={({ currentTarget }) => setColour(currentTarget.value)}
        />
      )}
    </EditForm>
  )
}

// As the service has it.
const LONGEST_NAME = 60
// A blue with enough contrast on light and dark.
const FIRST_COLOUR = '#1c7ed6'

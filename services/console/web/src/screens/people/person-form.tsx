import { type OnePerson, type Person, ROLES } from '@tubepost/api'
import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { EditForm } from '../../parts/edit-form.tsx'
import { entriesOf } from '../../parts/entries-of.ts'
import { leaveFreely } from '../../parts/leaving.ts'
import { useSpeech } from '../../words/words.tsx'

/** A new person, or what is to be changed of one. A zone or a language that is left empty is the organisation's. */
export function PersonForm(props: {
  person?: Person
  onSaved: (person: Person) => void
  onCancel: () => void
}): ReactNode {
  const { person, onSaved, onCancel } = props
  const { say, wordFor } = useSpeech()
  const may = useMay()
  const zones = useId()
  const act = useAct<OnePerson>()
  const [name, setName] = useState(person?.name ?? '')
  const [addresses, setAddresses] = useState(person?.addresses.join('\n') ?? '')
  const [timeZone, setTimeZone] = useState(person?.timeZone ?? '')
  const [locale, setLocale] = useState(person?.locale ?? '')
  const [role, setRole] = useState(person?.role ?? 'user')
  const title = person === undefined ? say('people.new') : say('people.editOf', { name: person.name })
  const save = () => {
    // The whole entry: a role that is left out would be taken away.
    const body: Partial<Person> = {
      name,
      addresses: entriesOf(addresses),
      role,
      ...(timeZone.trim() !== '' && { timeZone: timeZone.trim() }),
      ...(locale.trim() !== '' && { locale: locale.trim() }),
    }
    act.mutate(
      person === undefined
        ? { method: 'POST', path: '/api/status/people', body }
        : { method: 'PUT', path: `/api/status/people/${encodeURIComponent(person.id)}`, body },
      { onSuccess: (saved) => leaveFreely(() => onSaved(saved.person)) },
    )
  }
  return (
    <EditForm
      title={title}
      by={person === undefined ? 'new' : 'edit'}
      values={[name, addresses, timeZone, locale, role]}
      act={act}
      isComplete={name.trim() !== '' && addresses.trim() !== ''}
      onSave={save}
      onCancel={onCancel}
    >
      <TextInput
        label={say('people.name')}
        value={name}
        required
        maxLength={LONGEST_NAME}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Textarea
        label={say('people.addresses')}
        description={say('people.addressesHint')}
        value={addresses}
        required
        rows={3}
        spellCheck={false}
        onChange={({ currentTarget }) => setAddresses(currentTarget.value)}
      />
      <TextInput
        label={say('people.zone')}
        description={say('people.emptyHint')}
        value={timeZone}
        list={zones}
        autoComplete="off"
        placeholder="Europe/Berlin"
        onChange={({ currentTarget }) => setTimeZone(currentTarget.value)}
      />
      <datalist id={zones}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
      <TextInput
        label={say('people.locale')}
        description={say('people.emptyHint')}
        value={locale}
        autoComplete="off"
        placeholder="de-DE"
        onChange={({ currentTarget }) => setLocale(currentTarget.value)}
      />
      {may('admin') && (
        <NativeSelect
          label={say('people.role')}
          value={role}
          onChange={({ currentTarget }) => setRole(currentTarget.value as Person['role'])}
          data={ROLES.map((value) => ({ value, label: wordFor('role', value) }))}
        />
      )}
    </EditForm>
  )
}

// As the service has it.
const LONGEST_NAME = 200

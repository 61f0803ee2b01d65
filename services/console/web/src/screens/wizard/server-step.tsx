import { TLS_MODES } from '@tubepost/api'
import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Notice } from '../../parts/notice.tsx'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { Allowance } from './allowance.tsx'
import type { Draft, Tls } from './draft.ts'
import type { Form } from './form.ts'
import { guessServer } from './guess-server.ts'
import { PROVIDERS } from './providers.ts'

/** The address, and how its mails are reached: guessed from it, to be corrected. */
export function ServerStep(props: {
  form: Form
  password: string
  setPassword: (password: string) => void
  /** Whether the mailbox is saved, so that its id is fixed, and with a password. */
  saved: { readonly hasPassword: boolean } | undefined
}): ReactNode {
  const { form, password, setPassword, saved } = props
  const { draft, full, change, problemAt } = form
  const { say, wordFor } = useWizardSpeech()
  const { id, host, port, username } = full
  const guess = guessServer(draft.address, draft.provider)
  const isGuess = draft.host === null && host !== ''
  /** A field of text with its problem. */
  const text = (field: keyof Draft, path: string, shown: string) => ({
    value: shown,
    error: problemAt(path),
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'none',
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      change({ [field]: currentTarget.value }, path),
  })
  return (
    <>
      <TextInput
        label={say('wizard.address')}
        description={say('wizard.addressHint')}
        required
        inputMode="email"
        {...text('address', 'address', draft.address)}
      />
      <TextInput
        label={say('wizard.id')}
        description={say('wizard.idHint')}
        required
        readOnly={saved !== undefined}
        {...text('id', 'id', id)}
      />
      {draft.kind === 'smtp' && (
        <TextInput
          label={say('wizard.listensOn')}
          description={say('wizard.listensOnHint')}
          required
          inputMode="numeric"
          {...text('listensOn', 'source.port', draft.listensOn)}
        />
      )}
      {draft.kind === 'imap' && (
        <>
          <NativeSelect
            label={say('wizard.provider')}
            value={draft.provider}
            onChange={({ currentTarget }) =>
              change(
                { provider: currentTarget.value, host: null, port: null, tls: 'implicit', username: null },
                'source.host',
              )
            }
            data={[{ value: '', label: say('wizard.byDomain') }, ...PROVIDERS.map(({ name }) => name)]}
          />
          {guess.remark !== undefined && (
            <Notice kind={guess.remark === 'oauthOnly' ? 'problem' : 'note'}>{wordFor('remark', guess.remark)}</Notice>
          )}
          <TextInput
            label={say('wizard.host')}
            description={isGuess ? guessed() : undefined}
            required
            inputMode="url"
            {...text('host', 'source.host', host)}
          />
          <NativeSelect
            label={say('wizard.tls')}
            value={draft.tls}
            error={problemAt('source.tls')}
            onChange={({ currentTarget }) => change({ tls: currentTarget.value as Tls, port: null }, 'source.tls')}
            data={TLS_MODES.map((value) => ({ value, label: wordFor('tls', value) }))}
          />
          <TextInput label={say('wizard.port')} required inputMode="numeric" {...text('port', 'source.port', port)} />
          <TextInput label={say('wizard.username')} required {...text('username', 'source.username', username)} />
          <TextInput
            type="password"
            label={say('wizard.password')}
            description={say(saved?.hasPassword === true ? 'wizard.passwordKept' : 'wizard.passwordHint')}
            value={password}
            required={saved?.hasPassword !== true}
            error={problemAt('source.password')}
            autoComplete="off"
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          />
          <TextInput
            label={say('wizard.folder')}
            description={say('wizard.folderHint')}
            {...text('folder', 'source.folder', draft.folder)}
          />
          <Allowance form={form} field="source.allowPrivateAddress" />
          <Allowance form={form} field="source.tlsVerify" />
        </>
      )}
    </>
  )

  function guessed(): string {
    const { provider } = guess
    return provider === undefined ? say('wizard.guessed') : say('wizard.guessedProvider', { provider })
  }
}

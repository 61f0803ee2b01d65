import type { MailboxTest, TestStep } from '@tubepost/api'

/** Fields by which an administrator switches a check off. */
export type AllowanceField = 'source.allowPrivateAddress' | 'source.tlsVerify'

/** A failure that a tick mends, in the page's words. */
interface Hint {
  readonly field: AllowanceField
  readonly say: 'wizard.privateNeeded' | 'wizard.portNeeded' | 'wizard.certificateNeeded'
}

/** Any other failure, in the service's words. */
interface Told {
  readonly field: string
  readonly detail: string
}

const HINTS: Readonly<Record<string, Hint>> = {
  'source/private-address': { field: 'source.allowPrivateAddress', say: 'wizard.privateNeeded' },
  'source/port-refused': { field: 'source.allowPrivateAddress', say: 'wizard.portNeeded' },
  'source/tls-untrusted': { field: 'source.tlsVerify', say: 'wizard.certificateNeeded' },
}

const FIELD_OF_STEP: Readonly<Partial<Record<TestStep['step'], string>>> = {
  resolve: 'source.host',
  connect: 'source.port',
  tls: 'source.tls',
  login: 'source.password',
  folder: 'source.folder',
}

/** The thing to mend after a test, and its field; undefined where all went well, or no field is to blame. Pure. */
export function problemOfTest(test: Pick<MailboxTest, 'steps'> | undefined): Hint | Told | undefined {
  const failed = test?.steps.find(({ ok }) => !ok)
  if (failed === undefined) return undefined
  const hint = HINTS[failed.code ?? '']
  if (hint !== undefined) return hint
  const field = FIELD_OF_STEP[failed.step]
  return field === undefined ? undefined : { field, detail: failed.detail }
}

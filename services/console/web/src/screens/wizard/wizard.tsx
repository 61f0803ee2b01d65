import type { MailboxView, Preset } from '@tubepost/api'
import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { call } from '../../api/call.ts'
import { useTrial } from '../../api/use-trial.ts'
import { PASSWORD_VARIABLE } from '../../parts/curl-of.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { ConfirmStep } from './confirm-step.tsx'
import { type Draft, draftOf, type Entry, entryOf, fillIn, FIRST_DRAFT } from './draft.ts'
import type { Form } from './form.ts'
import { KindStep } from './kind-step.tsx'
import { PolicyStep } from './policy-step.tsx'
import { ServerStep } from './server-step.tsx'
import { problemOfTest } from './problem-of-test.ts'
import { StepHead } from './step-head.tsx'
import { StepList } from './step-list.tsx'
import { missingFields, openSteps, type StepName, stepOfField, STEPS, stepShown } from './steps.ts'
import { TestStep } from './test-step.tsx'
import { usePassword } from './use-password.ts'
import { useProblems } from './use-problems.tsx'

const PATH = '/api/fetcher/mailboxes'
/** In the address, instead of the id of a mailbox. */
export const NEW = 'new'
const TEST_PATH = `${PATH}/test`

/**
 * The steps from nothing to a mailbox that is read. The form lives here, and the password nowhere else.
 * @param others ids of the other mailboxes
 */
export function Wizard(props: {
  presets: readonly Preset[]
  others: readonly string[]
  saved?: MailboxView
}): ReactNode {
  const { presets, others, saved } = props
  const { say } = useWizardSpeech()
  const client = useQueryClient()
  const [, goTo] = useLocation()
  const [parameters, setParameters] = useSearchParams()
  const [before] = useState(saved?.entry as Entry | undefined)
  const [first] = useState<Draft>(before === undefined ? FIRST_DRAFT : draftOf(before))
  const [draft, setDraft] = useState(first)
  const [password, setPassword] = usePassword()
  const problems = useProblems()
  const [isSaving, setSaving] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const full = fillIn(draft, others)
  const entry = entryOf(full, before)
  // The settings of a mailbox that is saved need no test of their own before they are looked at.
  const [testedAs, setTestedAs] = useState(before && asTested(entry, ''))
  const connection = useTrial()

  const open = openSteps(full, testedAs === asTested(entry, password))
  const step = stepShown(parameters.get('step') ?? '', before === undefined ? 'kind' : 'server', open)
  const preset = presets.find(({ name }) => name === draft.preset)

  const openStep = (name: StepName) =>
    setParameters((query) => {
      const after = new URLSearchParams(query)
      after.set('step', name)
      return after
    })
  const form: Form = {
    draft,
    full,
    change(fields, path) {
      setDraft((current) => ({ ...current, ...fields }))
      problems.forget(path)
    },
    problemAt: (path) => problems.at[path],
  }
  /** Shows what was refused at the fields that it is about. */
  const refused = (error: Error) => {
    const at = problems.refuse(error)
    if (at !== undefined) openStep(at)
  }

  const withPassword = (body: Entry, secret: string): Entry =>
    secret === '' ? body : { ...body, source: { ...body.source, password: secret } }

  const test = async () => {
    const missing = missingFields(full)
    if (draft.kind === 'imap' && password === '' && saved?.hasPassword !== true) missing.push('source.password')
    const found: Record<string, ReactNode> = Object.fromEntries(missing.map((path) => [path, say('wizard.required')]))
    if (!/.@./.test(entry.address)) found['address'] = say('wizard.noAddress')
    if (saved === undefined && entry.id === NEW) found['id'] = say('wizard.idNew')
    if (others.includes(entry.id)) found['id'] = say('wizard.idTaken', { id: entry.id })
    problems.set(found)
    if (Object.keys(found).length > 0) return openStep('server')
    openStep('test')
    const result = await connection.run(TEST_PATH, withPassword(entry, password), refused)
    if (result?.ok === true) setTestedAs(asTested(entry, password))
    const problem = problemOfTest(result)
    if (problem === undefined) return
    if ('say' in problem) problems.set({ [problem.field]: say(problem.say) })
    else problems.setTold({ [problem.field]: problem.detail })
  }

  const save = async (enabled: boolean) => {
    setSaving(true)
    problems.set({})
    try {
      const path = saved === undefined ? PATH : `${PATH}/${saved.id}`
      await call(path, {
        method: saved === undefined ? 'POST' : 'PUT',
        body: withPassword({ ...entry, enabled }, password),
      })
      setPassword('')
      setSaved(true)
      await client.invalidateQueries()
      goTo(`/mailboxes?at=${entry.id}`)
    } catch (error) {
      refused(error as Error)
    } finally {
      setSaving(false)
    }
  }

  const stepBeside = (distance: 1 | -1) => STEPS[STEPS.indexOf(step) + distance]
  const [last, next] = [stepBeside(-1), stepBeside(1)]
  const back = last !== undefined && (
    <Button variant="default" onClick={() => openStep(last)}>
      {say('wizard.back')}
    </Button>
  )
  const forth = next !== undefined && open.includes(next) && (
    <Button onClick={() => openStep(next)}>{say('wizard.next')}</Button>
  )

  return (
    <>
      {!isSaved && (draft !== first || password !== '') && <LeaveGuard />}
      <StepList shown={step} open={open} onOpen={openStep} />
      <div className="wizard-step" key={step}>
        <StepHead step={step} />
        {problems.failure !== undefined && <Problem error={problems.failure} />}
        {Object.keys(problems.at).some((path) => stepOfField(path) === step) && (
          <Notice kind="problem">{say('wizard.mend')}</Notice>
        )}
        {step === 'kind' && (
          <>
            <KindStep form={form} />
            <Group>{forth}</Group>
          </>
        )}
        {step === 'server' && (
          <form
            className="wizard-step"
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void test()
            }}
          >
            <ServerStep
              form={form}
              saved={saved}
              password={password}
              setPassword={(typed) => {
                setPassword(typed)
                problems.forget('source.password')
              }}
            />
            <Group>
              {back}
              <Button type="submit">{say('wizard.toTest')}</Button>
            </Group>
          </form>
        )}
        {step === 'test' && (
          <TestStep trial={connection} form={form} onTest={() => void test()} back={back}>
            {forth}
          </TestStep>
        )}
        {step === 'policy' && preset !== undefined && (
          <>
            <PolicyStep form={form} preset={preset} trust={connection.result?.trust} />
            <Group>
              {back}
              {forth}
            </Group>
          </>
        )}
        {step === 'confirm' && preset !== undefined && (
          <ConfirmStep
            draft={draft}
            preset={preset}
            isEnabled={saved?.enabled ?? false}
            test={{ path: TEST_PATH, body: withPassword(entry, password) }}
            onRefused={refused}
            isSaving={isSaving}
            onSave={(enabled) => void save(enabled)}
            back={back}
            curl={{
              path: saved === undefined ? PATH : `${PATH}/${saved.id}`,
              method: saved === undefined ? 'POST' : 'PUT',
              body: withPassword({ ...entry, enabled: true }, password === '' ? '' : PASSWORD_VARIABLE),
            }}
          />
        )}
      </div>
    </>
  )
}

/** The settings that a test of the connection is about; with others it has to be made anew. */
function asTested({ id, address, source }: Entry, password: string): string {
  return JSON.stringify([id, address, source, password])
}

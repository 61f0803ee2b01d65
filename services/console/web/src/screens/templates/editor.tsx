import type { OneTemplate, Templates, Words } from '@tubepost/api'
import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useRef } from 'react'
import { Refused } from '../../api/call.ts'
import { useMay } from '../../api/me.ts'
import { useAct } from '../../api/use-act.ts'
import { CodeEditor, type CodeEditorHandle } from '../../parts/code-editor.tsx'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useSpeech } from '../../words/words.tsx'
import { liquidLanguage } from './liquid-language.ts'
import { ProblemList } from './problem-list.tsx'
import { readProblems, type TemplateProblem } from './read-problems.ts'
import { SavedPlace } from './saved-place.tsx'
import { usePreview } from './use-preview.ts'
import { ValuesToUse } from './values-to-use.tsx'

/**
 * The words of a template at one place, what they become, and what is wrong with them.
 * @param path of the words, with their place
 * @param saved the words that are used there now
 */
export function Editor(props: {
  path: string
  template: Templates['templates'][number]
  liquid: Templates['filters']
  saved: OneTemplate
  draft: Words | undefined
  setDraft: (draft: Words | undefined) => void
}): ReactNode {
  const { path, template, liquid, saved, draft, setDraft } = props
  const { say } = useSpeech()
  const may = useMay()
  const save = useAct()
  const reset = useAct()
  const subjectField = useRef<HTMLInputElement>(null)
  const textField = useRef<CodeEditorHandle>(null)
  const words = draft ?? { subject: saved.subject, text: saved.text }
  const preview = usePreview(`/api/notifier/templates/${template.name}/preview`, {
    ...words,
    ...(saved.mailbox !== null && { mailbox: saved.mailbox }),
    ...(saved.language !== null && { language: saved.language }),
  })
  const problems = useMemo(() => problemsOf(preview.error), [preview.error])
  const ofText = useMemo(
    () => problems.flatMap(({ part, line = 1, sentence }) => (part === 'text' ? [{ line, sentence }] : [])),
    [problems],
  )
  const language = useMemo(
    () => liquidLanguage(template.model, liquid, { Completions: say('templates.values') }),
    [template.model, liquid, say],
  )
  const isChanged = words.subject !== saved.subject || words.text !== saved.text
  const { edited } = saved
  const isEditedHere = edited !== null && edited.mailbox === saved.mailbox && edited.language === saved.language
  const change = (part: Partial<Words>) => setDraft({ ...words, ...part })
  const goTo = ({ part, line = 1 }: TemplateProblem) => {
    if (part === 'text') return textField.current?.goToLine(line)
    subjectField.current?.focus()
    subjectField.current?.select()
  }
  return (
    <Stack>
      <p className="intro" lang="en">
        {template.purpose}
      </p>
      <SavedPlace edited={edited} isHere={isEditedHere} />
      <div className="beside">
        <Stack component="section" gap="sm" aria-label={say('templates.words')}>
          <TextInput
            ref={subjectField}
            label={say('mail.subject')}
            value={words.subject}
            readOnly={!may('notifier:write')}
            onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
          />
          <CodeEditor
            ref={textField}
            label={say('templates.text')}
            keys={say('templates.keys')}
            value={words.text}
            readOnly={!may('notifier:write')}
            problems={preview.isFetching ? undefined : ofText}
            language={language}
            onChange={(text) => change({ text })}
          />
          <div aria-live="polite">
            <ProblemList problems={problems} onGo={goTo} />
          </div>
          {may('notifier:write') && (
            <Group gap="xs">
              <Button
                disabled={!isChanged || problems.length > 0}
                loading={save.isPending}
                onClick={() =>
                  save.mutate({ method: 'PUT', path, body: words }, { onSuccess: () => setDraft(undefined) })
                }
              >
                {say('templates.save')}
              </Button>
              {isChanged && (
                <Button variant="default" onClick={() => setDraft(undefined)}>
                  {say('templates.undo')}
                </Button>
              )}
              {isEditedHere && (
                <ConfirmButton
                  label={say('templates.reset')}
                  question={say('templates.resetQuestion')}
                  busy={reset.isPending}
                  onConfirm={() => {
                    save.reset()
                    reset.mutate({ method: 'DELETE', path }, { onSuccess: () => setDraft(undefined) })
                  }}
                />
              )}
            </Group>
          )}
          {save.error !== null && <Problem error={save.error} />}
          {reset.error !== null && <Problem error={reset.error} />}
          {save.isSuccess && !isChanged && <Notice kind="good">{say('templates.saved')}</Notice>}
        </Stack>
        <section aria-label={say('templates.preview')}>
          <h2 className="group">{say('templates.preview')}</h2>
          {preview.error !== null && problems.length === 0 && <Problem error={preview.error} />}
          {preview.data !== undefined && problems.length === 0 && (
            <>
              <p>
                <strong>{preview.data.subject}</strong>
              </p>
              <pre className="raw">{preview.data.text}</pre>
            </>
          )}
          {problems.length > 0 && <p className="quiet">{say('templates.noPreview')}</p>}
        </section>
      </div>
      <ValuesToUse
        template={template}
        liquid={liquid}
        {...(may('notifier:write') && { onInsert: (value: string) => textField.current?.insert(value) })}
      />
    </Stack>
  )
}

const problemsOf = (error: Error | null): TemplateProblem[] =>
  error instanceof Refused && error.code === 'bad_template' ? readProblems(error.message) : []

import type { OneTemplate, Templates as TemplatesAnswer, Words } from '@tubepost/api'
import { Group, NativeSelect, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { pathOf } from '../../api/call.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { useMailboxIds } from '../../api/use-mailbox-ids.ts'
import { Answered } from '../../parts/answered.tsx'
import { FilterChoice } from '../../parts/filter-choice.tsx'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { Screen } from '../../parts/screen.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { Editor } from './editor.tsx'

const PATH = '/api/notifier/templates'
type Template = TemplatesAnswer['templates'][number]

/** The words of the replies, by template, mailbox and language: to look at, to edit, to try. */
export default function Templates(): ReactNode {
  const { say, wordFor } = useSpeech()
  const { filters, setFilter } = useFilters(['template', 'mailbox', 'language'])
  const all = useAnswer<TemplatesAnswer>(PATH)
  const template = all.data?.templates.find(({ name }) => name === filters.template) ?? all.data?.templates[0]
  const { mailbox, language } = filters
  const path = template === undefined ? undefined : pathOf(`${PATH}/${template.name}`, { mailbox, language })
  const here = useAnswer<OneTemplate>(path)
  const mailboxIds = useMailboxIds()
  // Kept by place, so that a look elsewhere loses nothing.
  const [drafts, setDrafts] = useState<Readonly<Record<string, Words | undefined>>>({})
  return (
    <Screen title={say('templates.title')} curl={path ?? PATH}>
      {Object.values(drafts).some((draft) => draft !== undefined) && <LeaveGuard />}
      <Answered query={all}>
        {({ templates, filters: liquid }) => (
          <Stack>
            <p className="quiet intro">{say('templates.intro')}</p>
            <Group align="end" gap="sm">
              <NativeSelect
                label={say('templates.template')}
                value={template?.name}
                onChange={({ currentTarget }) => setFilter('template', currentTarget.value)}
                data={templates.map(({ name }) => ({ value: name, label: wordFor('template', name) }))}
              />
              <FilterChoice
                label={say('mail.mailbox')}
                all={say('templates.allMailboxes')}
                options={choices(mailbox, [
                  ...(mailboxIds ?? []),
                  ...(template?.overrides.map((one) => one.mailbox) ?? []),
                ])}
                value={mailbox}
                onChange={(value) => setFilter('mailbox', value)}
              />
              <FilterChoice
                label={say('frame.language')}
                all={say('templates.allLanguages')}
                options={choices(language, template === undefined ? [] : languagesOf(template))}
                value={language}
                onChange={(value) => setFilter('language', value)}
              />
            </Group>
            {template !== undefined && path !== undefined && (
              <Answered query={here}>
                {(words) => (
                  <Editor
                    key={path}
                    path={path}
                    template={template}
                    liquid={liquid}
                    saved={words}
                    draft={drafts[path]}
                    setDraft={(draft) => setDrafts((before) => ({ ...before, [path]: draft }))}
                  />
                )}
              </Answered>
            )}
          </Stack>
        )}
      </Answered>
    </Screen>
  )
}

const languagesOf = ({ builtIn, overrides }: Template): (string | null)[] => [
  ...Object.keys(builtIn),
  ...overrides.map(({ language }) => language),
]

/** Each once, the one in the address among them. */
const choices = (chosen: string, known: readonly (string | null)[]): string[] =>
  [...new Set([...known, chosen])].filter((each): each is string => each !== null && each !== '').toSorted()

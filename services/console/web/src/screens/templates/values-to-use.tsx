import type { Templates } from '@tubepost/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useSpeech } from '../../words/words.tsx'

/** The values that a template may show, and the filters of our own. @param onInsert puts one where the cursor is */
export function ValuesToUse(props: {
  template: Templates['templates'][number]
  liquid: Templates['filters']
  onInsert?: (written: string) => void
}): ReactNode {
  const { template, liquid, onInsert } = props
  const { say } = useSpeech()
  return (
    <section aria-label={say('templates.values')}>
      <h2 className="group">{say('templates.values')}</h2>
      <dl className="facts">
        {template.model.map(({ name, about }) => (
          <div key={name}>
            <dt>
              {onInsert === undefined ? (
                <code>{`{{ ${name} }}`}</code>
              ) : (
                <Button
                  variant="default"
                  size="compact-xs"
                  aria-label={say('templates.insert', { value: `{{ ${name} }}` })}
                  onClick={() => onInsert(`{{ ${name} }}`)}
                >
                  <code>{`{{ ${name} }}`}</code>
                </Button>
              )}
            </dt>
            <dd lang="en">{about}</dd>
          </div>
        ))}
      </dl>
      <h2 className="group">{say('templates.filters')}</h2>
      <dl className="facts">
        {Object.entries(liquid).map(([name, does]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd lang="en">{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

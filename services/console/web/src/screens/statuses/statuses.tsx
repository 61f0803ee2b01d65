import type { Statuses as StatusesAnswer } from '@tubepost/api'
import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../../api/me.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { Answered } from '../../parts/answered.tsx'
import { ImportList } from '../../parts/import-list.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Screen } from '../../parts/screen.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useSpeech } from '../../words/words.tsx'
import { StatusForm } from './status-form.tsx'
import { StatusLine } from './status-line.tsx'

const PATH = '/api/status/statuses'

/** Every status that can be set, in the order of the board. What the set-up file does not declare is changed here. */
export default function Statuses(): ReactNode {
  const { say } = useSpeech()
  const may = useMay()
  const { filters, setFilter } = useFilters(['edit', 'new', 'import'])
  const query = useAnswer<StatusesAnswer>(PATH)
  const stopAdding = () => setFilter('new', '')
  const mayWrite = may('status:write')
  const isAdding = mayWrite && filters.new !== ''
  const isImporting = mayWrite && filters.import !== '' && !isAdding
  return (
    <Screen title={say('statuses.title')} curl={PATH}>
      <Stack>
        {isAdding && <StatusForm onSaved={stopAdding} onCancel={stopAdding} />}
        {isImporting && <ImportList list="statuses" onClose={() => setFilter('import', '')} />}
        <Group gap="sm">
          {mayWrite && !isAdding && <Button onClick={() => setFilter('new', '1')}>{say('statuses.new')}</Button>}
          {mayWrite && !isAdding && !isImporting && (
            <Button variant="default" onClick={() => setFilter('import', '1')}>
              {say('import.title')}
            </Button>
          )}
          <Button component="a" variant="default" href="/api/status/statuses.csv" download="statuses.csv">
            {say('import.download')}
          </Button>
        </Group>
        <Answered query={query} empty={({ statuses }) => (statuses.length === 0 ? say('statuses.empty') : undefined)}>
          {({ statuses }) => (
            <>
              {mayWrite && statuses.some(({ declared }) => declared) && <Notice>{say('directory.declared')}</Notice>}
              <ol className="rows">
                {statuses.map((status) => (
                  <StatusLine
                    key={status.id}
                    status={status}
                    isOpen={filters.edit === status.id}
                    onOpen={(isOpen) => setFilter('edit', isOpen ? status.id : '')}
                  />
                ))}
              </ol>
            </>
          )}
        </Answered>
      </Stack>
    </Screen>
  )
}

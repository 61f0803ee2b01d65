import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { BoardGroup } from '../../parts/arrange-board.ts'
import { useSpeech } from '../../words/words.tsx'
import { layWall } from './lay-wall.ts'
import { useSize } from './use-size.ts'
import { useTurning } from './use-turning.ts'
import { WallPerson } from './wall-person.tsx'

/** The people in columns that fill the screen; those who do not fit come on the next page. */
export function WallPages(props: { groups: readonly BoardGroup[]; timeZone: string; hasComments: boolean }): ReactNode {
  const { groups, timeZone, hasComments } = props
  const { say } = useSpeech()
  const [ref, size] = useSize()
  const { fontPx, columns, rows, pages } = layWall(groups, size ?? { width: 0, height: 0 }, hasComments)
  const { page, isPaused, turn, goBy } = useTurning(pages.length)
  return (
    <>
      <div className="wall-area" ref={ref}>
        {size !== undefined && (
          <ul
            key={page}
            className="wall-people"
            style={{
              fontSize: fontPx,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
            }}
          >
            {pages[page]?.map((cell, at) => {
              if (cell.is === 'gap') return <li key={at} aria-hidden="true" />
              if (cell.is === 'person')
                return (
                  <WallPerson
                    key={cell.entry.person.id}
                    entry={cell.entry}
                    timeZone={timeZone}
                    hasComments={hasComments}
                  />
                )
              return (
                <li key={`head ${cell.name}`} className="wall-group">
                  {cell.name === '' ? say('board.unknown') : cell.name} ({cell.count})
                </li>
              )
            })}
          </ul>
        )}
      </div>
      {pages.length > 1 && (
        <nav className="wall-pages" aria-label={say('wall.pages')}>
          <Button variant="default" size="compact-sm" onClick={() => goBy(-1)}>
            {say('wall.before')}
          </Button>
          <span>{say('wall.page', { page: page + 1, pages: pages.length })}</span>
          <Button variant="default" size="compact-sm" onClick={() => goBy(1)}>
            {say('wall.after')}
          </Button>
          <Button variant="default" size="compact-sm" aria-pressed={isPaused} onClick={() => turn(!isPaused)}>
            {say('wall.pause')}
          </Button>
        </nav>
      )}
    </>
  )
}

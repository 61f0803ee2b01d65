import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useSpeech } from '../words/words.tsx'

// More rows than anybody reads at a glance, and few enough to be drawn at once.
const STEP = 100

/** The beginning of a long list, and a button for more of it. @param step rows at the beginning, and with each press */
export function GrowingList<Item>(props: {
  items: readonly Item[]
  step?: number
  className?: string
  /** One of them, as an element of a list. */
  children: (item: Item, index: number) => ReactNode
}): ReactNode {
  const { items, step = STEP, className = 'rows', children } = props
  const { say } = useSpeech()
  const [shown, setShown] = useState(step)
  const left = items.length - shown
  return (
    <>
      <ul className={className}>{items.slice(0, shown).map(children)}</ul>
      {left > 0 && (
        <Button variant="default" onClick={() => setShown(shown + step)}>
          {say('list.more', { count: left })}
        </Button>
      )}
    </>
  )
}

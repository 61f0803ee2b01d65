import { VisuallyHidden } from '@mantine/core'
import { defaultRangeExtractor, type Range, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

// As long as all rows are in the document, the browser's own search finds each of them.
const ALL_DRAWN = 100
// Rows beyond the window, for who scrolls fast or tabs on.
const AROUND = 10
// The height of a row that has not been drawn yet, at a guess.
const ROW_PX = 64

/**
 * Rows that may be very many: of a long table those around the window are drawn, and the row with the focus. It is a table to
 * a screen reader, which hears where in the whole a row stands.
 * @param columns names of the cells of a row, in their order
 * @param isWhole whether there are no more rows than these
 */
export function LongTable<Item>(props: {
  label: string
  columns: readonly string[]
  items: readonly Item[]
  isWhole: boolean
  keyOf: (item: Item) => string
  /** The cells of a row, elements with the role `cell`. */
  children: (item: Item) => ReactNode
}): ReactNode {
  const { label, columns, items, isWhole, keyOf, children } = props
  const place = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [focused, setFocused] = useState<string>()
  const focusedAt = focused === undefined ? -1 : items.findIndex((item) => keyOf(item) === focused)
  const drawn = (range: Range): number[] => {
    if (range.count <= ALL_DRAWN) return Array.from({ length: range.count }, (_, at) => at)
    const around = defaultRangeExtractor(range)
    return focusedAt === -1 || around.includes(focusedAt) ? around : [...around, focusedAt].toSorted((a, b) => a - b)
  }
  // oxlint-disable-next-line react/incompatible-library -- its functions are called here alone, at each drawing
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_PX,
    overscan: AROUND,
    scrollMargin: top,
    getItemKey: (at) => (items[at] === undefined ? at : keyOf(items[at])),
    rangeExtractor: drawn,
  })
  useLayoutEffect(() => {
    const look = () => {
      if (place.current !== null) setTop(Math.round(place.current.getBoundingClientRect().top + window.scrollY))
    }
    look()
    // Other things above the table come and go.
    const observer = new ResizeObserver(look)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  return (
    <div role="table" aria-label={label} aria-rowcount={isWhole ? items.length + 1 : -1} className="rows">
      <VisuallyHidden component="div" role="rowgroup">
        <div role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <span key={column} role="columnheader">
              {column}
            </span>
          ))}
        </div>
      </VisuallyHidden>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the focus is on a link within */}
      <div
        ref={place}
        role="rowgroup"
        className="long"
        style={{ height: rows.getTotalSize() }}
        onFocus={({ target }) => setFocused(target.closest<HTMLElement>('[data-key]')?.dataset['key'])}
        onBlur={() => setFocused(undefined)}
      >
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index]
          return (
            item !== undefined && (
              <div
                key={key}
                ref={rows.measureElement}
                role="row"
                aria-rowindex={index + 2}
                data-index={index}
                data-key={key}
                className="row"
                style={{ transform: `translateY(${start - top}px)` }}
              >
                {children(item)}
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

import type { ReactNode } from 'react'

/** A table that is larger than its place, which keys can scroll as well (WCAG 2.2, 2.1.1). */
export function Scrolls({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div className="scrolls" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}

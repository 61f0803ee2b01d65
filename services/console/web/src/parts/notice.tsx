import type { ReactNode } from 'react'

/** A paragraph that stands out. A `problem` is read out at once. */
export function Notice({
  kind = 'note',
  children,
}: {
  kind?: 'note' | 'problem' | 'good'
  children: ReactNode
}): ReactNode {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

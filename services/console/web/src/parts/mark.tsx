import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

export type MarkKind = 'good' | 'warn' | 'bad' | 'plain'

/** A word that stands out; every colour has enough contrast in both schemes. */
export function Mark({ kind, children }: { kind: MarkKind; children: ReactNode }): ReactNode {
  return (
    <Badge variant="default" className={`mark mark-${kind}`}>
      {children}
    </Badge>
  )
}

import { Group } from '@mantine/core'
import type { ReactNode } from 'react'

/** The fields that say which part of a list is shown. */
export function SearchBar({ children }: { children: ReactNode }): ReactNode {
  return (
    <search>
      <Group align="end" gap="sm">
        {children}
      </Group>
    </search>
  )
}

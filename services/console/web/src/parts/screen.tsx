import { Group, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { CopyAsCurl } from './copy-as-curl.tsx'

/**
 * The head that every screen has, and the title of its tab.
 * @param heading the title as it stands on the screen, where that is more than its text
 * @param curl the path of the call behind it, and `body` what it sends
 */
export function Screen(props: {
  title: string
  heading?: ReactNode
  curl?: string
  body?: unknown
  children: ReactNode
}): ReactNode {
  const { title, heading = title, curl, body, children } = props
  useEffect(() => {
    document.title = `${title} · Tubepost`
  }, [title])
  return (
    <>
      <Group justify="space-between" align="center" mb="md" gap="xs">
        <Title order={1} size="h2">
          {heading}
        </Title>
        {curl !== undefined && <CopyAsCurl path={curl} body={body} />}
      </Group>
      {children}
    </>
  )
}

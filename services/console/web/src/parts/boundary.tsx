import { Button, Group } from '@mantine/core'
import { Component, type ReactNode, useEffect } from 'react'
import { queryClient } from '../api/query-client.ts'
import { useSpeech } from '../words/words.tsx'
import { Notice } from './notice.tsx'

// Long enough for a console that starts, short enough for somebody who looks at a screen in the hall.
const RELOAD_MS = 10_000

interface Props {
  /** The path of what is within: at another one it is tried again. */
  readonly at: string
  /** Whether nobody is there to press, so that the page is loaded anew by itself. */
  readonly alone?: boolean
  readonly children: ReactNode
}

interface State {
  /** The path it was drawn for last. */
  readonly at: string
  readonly error: Error | undefined
}

/**
 * Keeps what cannot be drawn from taking the whole page with it. Mostly its code could not be loaded: the connection is lost, or
 * the console has become another version, and no longer has the files of the one before.
 */
export class Boundary extends Component<Props, State> {
  static getDerivedStateFromError(error: Error): Pick<State, 'error'> {
    return { error }
  }

  static getDerivedStateFromProps({ at }: Props, state: State): State | null {
    return at === state.at ? null : { at, error: undefined }
  }

  override state: State = { at: this.props.at, error: undefined }

  override render(): ReactNode {
    const { alone = false, children } = this.props
    const { error } = this.state
    return error === undefined ? children : <Broken alone={alone} />
  }
}

function Broken({ alone }: { alone: boolean }): ReactNode {
  const { say } = useSpeech()
  // It may have been an answer; kept, it would be drawn again.
  useEffect(() => queryClient.removeQueries({ type: 'inactive' }), [])
  useEffect(() => {
    if (!alone) return undefined
    const reloading = setTimeout(() => location.reload(), RELOAD_MS)
    return () => clearTimeout(reloading)
  }, [alone])
  return (
    <>
      <h1>Tubepost</h1>
      <Notice kind="problem">
        <Group gap="sm">
          <span>{say('state.notShown')}</span>
          <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
            {say('state.loadAnew')}
          </Button>
        </Group>
      </Notice>
    </>
  )
}

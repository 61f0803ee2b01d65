import { Button } from '@mantine/core'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useSpeech } from '../../words/words.tsx'

/** Fills the screen with the page, or lets go of it; not there in browsers that cannot. */
export function FullScreenButton(): ReactNode {
  const { say } = useSpeech()
  const isFull = useSyncExternalStore(
    (listener) => {
      document.addEventListener('fullscreenchange', listener)
      return () => document.removeEventListener('fullscreenchange', listener)
    },
    () => document.fullscreenElement !== null,
  )
  if (!document.fullscreenEnabled) return null
  // The browser may refuse, as in a frame; the page is of use in its window too.
  const turn = () => (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {})
  return (
    <Button variant="default" size="compact-sm" onClick={() => void turn()}>
      {say(isFull ? 'wall.leaveFull' : 'wall.full')}
    </Button>
  )
}

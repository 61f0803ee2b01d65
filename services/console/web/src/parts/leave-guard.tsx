import { Button, Group } from '@mantine/core'
import { type ReactNode, useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useSpeech } from '../words/words.tsx'
import { askBefore, isAsked, leaveFreely } from './leaving.ts'

/**
 * Asks before what was typed is lost: in words of its own where another screen is opened, in the browser's where the page is
 * loaded anew or closed. A browser without the Navigation API (Firefox before 147, Safari before 26.2) asks in the second case
 * alone.
 * @param by the parameter of the address by which the form is open; without it the path alone counts
 */
export function LeaveGuard({ by }: { by?: string }): ReactNode {
  const { say } = useSpeech()
  const id = useId()
  const [, goTo] = useLocation()
  // Held up until it is decided.
  const [way, setWay] = useState<() => void>()
  const dialog = useRef<HTMLDialogElement>(null)
  const ask = useRef((go: () => void) => {
    setWay(() => go)
    dialog.current?.showModal()
  })
  const keeps = (to: URL) =>
    to.pathname === location.pathname &&
    (by === undefined || to.searchParams.get(by) === new URLSearchParams(location.search).get(by))
  const holdUp = useEffectEvent((event: NavigateEvent) => {
    const { destination, cancelable, navigationType } = event
    const to = new URL(destination.url)
    if (!isAsked(ask.current) || !cancelable || !destination.sameDocument || keeps(to)) return
    event.preventDefault()
    ask.current(() =>
      leaveFreely(() =>
        navigationType === 'traverse'
          ? navigation.traverseTo(destination.key).finished
          : goTo(to.pathname + to.search + to.hash),
      ),
    )
  })
  useEffect(() => {
    const question = ask.current
    const onNavigate = (event: NavigateEvent) => holdUp(event)
    const onUnload = (event: BeforeUnloadEvent) => {
      if (isAsked(question)) event.preventDefault()
    }
    const known = 'navigation' in globalThis ? navigation : undefined
    const endAsking = askBefore(question)
    known?.addEventListener('navigate', onNavigate)
    addEventListener('beforeunload', onUnload)
    return () => {
      endAsking()
      known?.removeEventListener('navigate', onNavigate)
      removeEventListener('beforeunload', onUnload)
    }
  }, [])
  useLayoutEffect(() => {
    const shown = dialog.current
    // A dialog of a screen that is hidden would go on keeping everything else from being used.
    return () => shown?.close()
  }, [])
  const leave = () => {
    dialog.current?.close()
    way?.()
  }
  return (
    <dialog ref={dialog} className="leave" aria-labelledby={`${id}-title`} aria-describedby={`${id}-lost`}>
      <h2 id={`${id}-title`} className="group">
        {say('leave.title')}
      </h2>
      <p id={`${id}-lost`}>{say('leave.lost')}</p>
      <Group gap="sm">
        <Button variant="default" onClick={() => dialog.current?.close()}>
          {say('leave.stay')}
        </Button>
        <Button variant="default" onClick={leave}>
          {say('leave.go')}
        </Button>
      </Group>
    </dialog>
  )
}

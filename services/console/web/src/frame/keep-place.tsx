import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'

/** Has what is hidden and comes back stand where it stood, with the focus where it was. */
export function KeepPlace({ children }: { children: ReactNode }): ReactNode {
  const last = useRef<{ readonly top: number; readonly focused: Element | null }>(undefined)
  // Before those of its children: an editor that is taken away makes the page shorter.
  useLayoutEffect(
    () => () => {
      last.current = { top: scrollY, focused: document.activeElement }
    },
    [],
  )
  // After those of its children: a heading takes the focus when it is shown.
  useEffect(() => {
    if (last.current === undefined) return
    const { top, focused } = last.current
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
    scrollTo(0, top)
  }, [])
  return children
}

import { type RefCallback, useCallback, useState } from 'react'

/** The size of an element in pixels, told again whenever it changes; nothing until it stands. */
export function useSize(): [ref: RefCallback<HTMLElement>, size: { width: number; height: number } | undefined] {
  const [size, setSize] = useState<{ width: number; height: number }>()
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, size]
}

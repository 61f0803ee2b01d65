import { useEffect } from 'react'

/** Keeps the screen from going dark while the page is seen, in browsers that can (Screen Wake Lock). */
export function useAwake(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | undefined
    // The browser lets go of it whenever the page is hidden, and refuses it where the battery is low.
    const ask = () => {
      if (document.visibilityState !== 'visible') return
      navigator.wakeLock.request('screen').then(
        (got) => void (lock = got),
        () => {},
      )
    }
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => {
      document.removeEventListener('visibilitychange', ask)
      void lock?.release()
    }
  }, [])
}

import { useEffect, useState } from 'react'

/**
 * The password while the wizard is open. A page that is left, and may be come back to, has it no more, and neither has a wizard that
 * is hidden because the session has ended: whoever signs in next has to type it.
 */
export function usePassword(): [string, (password: string) => void] {
  const [password, setPassword] = useState('')
  useEffect(() => {
    const forget = () => setPassword('')
    addEventListener('pagehide', forget)
    return () => {
      removeEventListener('pagehide', forget)
      forget()
    }
  }, [])
  return [password, setPassword]
}

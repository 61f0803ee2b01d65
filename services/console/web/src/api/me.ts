import { createContext, use } from 'react'
import { isGranted, type Me } from '@tubepost/api'

export const MeContext = createContext<Me | undefined>(undefined)

/** The caller, on every screen behind the sign-in. */
export function useMe(): Me {
  const me = use(MeContext)
  if (me === undefined) throw new Error('a screen stands outside of the sign-in')
  return me
}

/** Whether the caller may make calls that need this scope. The services judge; here it decides what is offered. */
export function useMay(): (scope: string) => boolean {
  const { scopes } = useMe()
  return (scope) => isGranted(scope, scopes)
}

const SET_FOR_OTHERS: readonly (string | null)[] = ['receptionist', 'manager', 'admin']

/** Whether the caller, where they may set a status at all, may set that of others. */
export function useSetsForOthers(): boolean {
  const { person, role } = useMe()
  // A token that is nobody's own acts as the administrator.
  return person === null || SET_FOR_OTHERS.includes(role)
}

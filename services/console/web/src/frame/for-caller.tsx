import type { Me } from '@tubepost/api'
import { useQuery } from '@tanstack/react-query'
import { Activity, lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { NOBODY, Refused } from '../api/call.ts'
import { MeContext } from '../api/me.ts'
import { ME_QUERY } from '../api/me-query.ts'
import { onOtherTab, tellOtherTabs } from '../api/other-tabs.ts'
import { SIGN_IN_PATH } from '../api/open-paths.ts'
import { onSignedOut } from '../api/signed-out.ts'
import { Waiting } from '../parts/answered.tsx'
import { Boundary } from '../parts/boundary.tsx'
import { isHeldUp } from '../parts/leaving.ts'
import { Problem } from '../parts/problem.tsx'
import { Frame } from './frame.tsx'
import { KeepPlace } from './keep-place.tsx'

const SignIn = lazy(() => import('../screens/sign-in/sign-in.tsx'))

/**
 * The screens for whoever is signed in, the sign-in for anybody else. Screens of a session that has ended wait, unseen, for the same
 * person to sign in again; for another they are loaded anew.
 */
export function ForCaller(): ReactNode {
  const [path] = useLocation()
  const { data: me, error, refetch } = useQuery(ME_QUERY)
  const isNobody = error instanceof Refused && error.status === NOBODY
  // The answer of before stays beside the refusal.
  const last = whoIs(me)
  const who = isNobody ? undefined : last
  const [first, setFirst] = useState(last)
  if (first === undefined && last !== undefined) setFirst(last)
  const isKnown = me !== undefined && error === null
  // The refused call may be this very one.
  useEffect(() => (isKnown ? onSignedOut(() => void refetch({ cancelRefetch: false })) : undefined), [isKnown, refetch])
  useEffect(() => onOtherTab(() => void refetch()), [refetch])
  useEffect(() => {
    if (isNobody || who !== undefined) tellOtherTabs()
  }, [isNobody, who])
  if (path === SIGN_IN_PATH) return <SignIn />
  if (who !== undefined && first !== undefined && who !== first) return <Anew />
  if (me === undefined) return isNobody ? <SignIn /> : error === null ? <Waiting /> : <Problem error={error} />
  return (
    <>
      <Activity mode={isNobody ? 'hidden' : 'visible'}>
        <KeepPlace>
          <MeContext value={me}>
            <Frame />
          </MeContext>
        </KeepPlace>
      </Activity>
      {isNobody && <SignInAgain at={path} />}
    </>
  )
}

/** A person, whatever they sign in by, or a token that is nobody's own. */
const whoIs = (me: Me | undefined): string | undefined => me && (me.person?.id ?? me.by)

function SignInAgain({ at }: { at: string }): ReactNode {
  // Asked before the forms are hidden.
  const [isTyped] = useState(isHeldUp)
  return (
    <Boundary at={at}>
      <Suspense fallback={<Waiting />}>
        <SignIn ended={isTyped ? 'typed' : 'seen'} />
      </Suspense>
    </Boundary>
  )
}

/** All that was asked for and typed by somebody else goes with the page. */
function Anew(): ReactNode {
  useEffect(() => location.replace('/'), [])
  return <Waiting />
}

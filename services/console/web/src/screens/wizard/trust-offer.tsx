import type { MailboxPolicy, MailboxTest } from '@tubepost/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Notice } from '../../parts/notice.tsx'
import { useWizardSpeech } from '../../words/part-speech.tsx'
import { sameValue } from './policy-fields.ts'

/**
 * Offers to believe the server whose verdicts the mails there carry; where they carry none, says what anybody can do, and
 * where none is believed but one is needed, that no mail counts.
 */
export function TrustOffer(props: {
  /** Undefined where the mails were not looked at. */
  trust: MailboxTest['trust'] | undefined
  policy: MailboxPolicy
  onTake: (found: NonNullable<MailboxTest['trust']>) => void
}): ReactNode {
  const { trust, policy, onTake } = props
  const { say } = useWizardSpeech()
  if (trust === undefined || trust === null) {
    if (policy.trustedAuthservId !== null) return null
    if (policy.leastTrust !== 'unverified') return <Notice kind="problem">{say('wizard.nobodyVouches')}</Notice>
    return trust === null && <Notice>{say('wizard.trustNone')}</Notice>
  }
  const { authservId, mails, of } = trust
  const server = typeof authservId === 'string' ? authservId : 'Microsoft 365'
  const isTaken = policy.leastTrust !== 'unverified' && sameValue(policy.trustedAuthservId, authservId)
  return (
    <Notice kind={isTaken ? 'good' : 'note'}>
      <p>{say('wizard.trustFound', { mails, of, server })}</p>
      {isTaken ? (
        <p>{say('wizard.trustTaken', { server })}</p>
      ) : (
        <>
          <p>{say('wizard.trustOffer')}</p>
          <Button size="compact-sm" onClick={() => onTake(trust)}>
            {say('wizard.trustTake', { server })}
          </Button>
        </>
      )}
    </Notice>
  )
}

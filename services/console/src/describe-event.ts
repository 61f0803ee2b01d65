import {
  type DataOf,
  type deadLetters,
  type intentStatusSet,
  type mailboxReconciled,
  type mailReceived,
  type mailRequeued,
  type mailSettled,
  type replyFailed,
  type replyHeld,
  type replyRequested,
  type statusChanged,
  type TubepostEvent,
} from '@tubepost/events'

/** The name of an event as people and the API use it: `mail.received`. */
export function nameOf(event: TubepostEvent): string {
  return event.type.replace(/^dev\.tubepost\./, '').replace(/\.v\d+$/, '')
}

export function serviceOf(event: TubepostEvent): string {
  return event.source.replace(/^\/tubepost\//, '')
}

/** One sentence for the story of a mail. */
export function describeEvent(event: TubepostEvent): string {
  const name = nameOf(event)
  switch (name) {
    case 'mail.received': {
      const data = event.data as DataOf<typeof mailReceived>
      return `A mail of ${data.size} bytes was found in the mailbox ${data.mailbox}.`
    }
    case 'intent.status.set': {
      const data = event.data as DataOf<typeof intentStatusSet>
      const due = data.dueBack === null ? '' : `, back ${data.dueBack}`
      const warnings = data.warnings.length === 0 ? '' : ` (${data.warnings.join(', ')})`
      return `${data.sender.personId} asks for the status ${data.statusId}${due}${warnings}. The sender is ${data.sender.trust.level}.`
    }
    case 'status.changed': {
      const data = event.data as DataOf<typeof statusChanged>
      return `${data.personId} was ${data.before?.status ?? 'nothing'} and is ${data.after.status}.`
    }
    case 'mail.settled': {
      const data = event.data as DataOf<typeof mailSettled>
      return `${data.outcome}${data.reason === null ? '' : ` (${data.reason})`}: ${data.text}`
    }
    case 'mail.requeued': {
      const data = event.data as DataOf<typeof mailRequeued>
      return `${data.by} has the mail handled again (round ${data.round}): what it was settled as before is void.`
    }
    case 'mailbox.reconciled': {
      const data = event.data as DataOf<typeof mailboxReconciled>
      return `${data.onServer} mails on the server: ${data.settled} settled, ${data.waiting} waiting, ${data.alarms} for an alarm.`
    }
    case 'reply.requested': {
      const data = event.data as DataOf<typeof replyRequested>
      return `A reply is to be written (${data.kind}, ${data.template}).`
    }
    case 'reply.sent':
      return 'The reply was sent.'
    case 'reply.failed': {
      const data = event.data as DataOf<typeof replyFailed>
      return data.state === 'unknown'
        ? 'Nobody knows whether the reply was delivered.'
        : `The reply could not be sent: ${data.error}`
    }
    case 'reply.held':
      return `The reply is held: ${(event.data as DataOf<typeof replyHeld>).text}`
    default:
      if (name.startsWith('redrive.'))
        return `An operator has the ${name.slice('redrive.'.length)} service handle the event again.`
      return name.startsWith('dead.') ? describeDead(event.data as DataOf<(typeof deadLetters)['parser']>) : name
  }
}

function describeDead(data: DataOf<(typeof deadLetters)['parser']>): string {
  return `The ${data.consumer} service gave the event up after ${data.attempts} tries: ${data.error.message}`
}

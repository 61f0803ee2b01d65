import { aSetup } from '../../a-setup.ts'
import { type CorpusMail, USER } from './corpus.ts'

/** The mailbox that takes mails over SMTP, for the latency. */
export const INTAKE = 'help@desk.example'

/** A mailbox for cases over IMAP, and one over SMTP. Whoever wrote a mail is a person: strangers are answered once a day. */
export function casesSetup(
  ports: { http: number; imap: number; smtp: number; intake: number },
  mails: readonly CorpusMail[],
): string {
  const cases = { preset: 'agileapps', enabled: true, routes: [{ recipient: '*', to: 'case' }] }
  const imap = { kind: 'imap', host: '127.0.0.1', port: ports.imap, tls: 'none', allowPrivateAddress: true }
  const policy = { backlog: 'live', afterSuccess: { move: '[IMAP]/Trash' }, afterFailure: { move: 'Failed' } }
  return aSetup({
    smtp: { port: ports.smtp, from: 'Service Desk <support@desk.example>' },
    people: [...new Set(mails.map(({ from }) => from))].map((address, n) => ({
      id: `person-${n}`,
      name: `Person ${n}`,
      addresses: [address],
    })),
    mailboxes: [
      {
        ...cases,
        id: USER,
        address: 'support@desk.example',
        source: { ...imap, username: USER, password: { env: 'BENCH_PASSWORD' } },
        policy,
      },
      { ...cases, id: 'help', address: INTAKE, source: { kind: 'smtp', port: ports.intake } },
    ],
    limits: { repliesPerRecipientPerHour: 100_000, repliesPerHour: 100_000 },
  })
}

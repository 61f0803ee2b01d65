import type { SettingsOf } from '@tubepost/setup'
import type { FetcherConfig } from '../../config.ts'
import { resolveHost } from '../resolve-host.ts'
import type { Access, FolderSource, Step } from '../source.ts'
import { type SourceError, stepOf } from '../source-errors.ts'
import { connectImap, type ImapConnection, type ImapTimes } from './imap-connection.ts'
import { openImapFolder } from './imap-folder.ts'

type ImapSettings = SettingsOf<'imap'>

const CONNECTING = ['connect', 'tls', 'login'] as const

export const imap: FolderSource<ImapSettings> = {
  holds: 'folder',
  steps: ['resolve', ...CONNECTING, 'folder'],
  async open(settings, access, path = settings.folder) {
    const address = await resolveHost(settings)
    access.passed?.('resolve', `${settings.host} is ${address}.`)
    const connection = await connect(settings, address, access)
    try {
      const folder = await openImapFolder(connection, { ...settings, folder: path })
      access.passed?.('folder', `The folder ${path} can be opened.`)
      return folder
    } catch (error) {
      await connection.close()
      throw error
    }
  },
}

/** One call connects through all of these steps; the server's first answers, or the error, say how far it has come. */
async function connect(settings: ImapSettings, address: string, access: Access): Promise<ImapConnection> {
  const left: (typeof CONNECTING)[number][] = [...CONNECTING]
  const pass = (count: number) => {
    for (const each of left.splice(0, count)) access.passed?.(each, detailOf(each, settings))
  }
  const passUntil = (step: Step | undefined) =>
    pass(
      Math.max(
        0,
        left.findIndex((each) => each === step),
      ),
    )
  const password = access.password()
  try {
    const connection = await connectImap(settings, {
      address,
      password,
      times: imapTimes(access.config),
      ...(access.cutOff !== undefined && { cutOff: access.cutOff }),
      answered: (isSecure) => passUntil(isSecure || settings.tls === 'none' ? 'login' : 'tls'),
    })
    pass(left.length)
    return connection
  } catch (error) {
    passUntil(stepOf((error as SourceError).code))
    throw error
  }
}

function detailOf(step: (typeof CONNECTING)[number], { port, tls, username }: ImapSettings): string {
  switch (step) {
    case 'connect':
      return `The server answers on port ${port}.`
    case 'tls':
      return tls === 'none' ? 'The connection is not encrypted, as configured.' : 'The connection is encrypted.'
    case 'login':
      return `The server knows ${username}.`
  }
}

export function imapTimes(config: FetcherConfig): ImapTimes {
  return {
    connectMs: config.IMAP_CONNECT_TIMEOUT_MS,
    commandMs: config.IMAP_COMMAND_TIMEOUT_MS,
    socketMs: config.IMAP_SOCKET_TIMEOUT_MS,
    idleRenewMs: config.IDLE_RENEW_MS,
  }
}

import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { declared, type Situation } from '@tubepost/setup/testing'
import { type Arguments, readArguments } from '../src/arguments.ts'
import { makeFolder, reasonOf } from '../src/make-folder.ts'
import { refuseTakenPorts } from '../src/refuse-taken-ports.ts'

const ORGANISATION = { name: 'Example', timeZone: 'UTC', locale: 'en' }
const GIVEN: Arguments = { setup: undefined, data: undefined, port: 0, smtpPort: 2525, small: false }

/** Starts with ports of which one is taken, which the message then calls `shownAs`. */
function withTaken(situation: string, which: 'api' | 'mail', args: Partial<Arguments>, shownAs: number): Situation {
  return {
    situation,
    async produce() {
      const other = createServer()
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      const { port } = other.address() as AddressInfo
      const source = { kind: 'smtp', port: which === 'mail' ? port : 1 }
      const mailbox = {
        id: 'intake',
        preset: 'officestatus',
        address: 'a@example.com',
        source,
        enabled: which === 'mail',
      }
      const setup = declared({ organisation: ORGANISATION, mailboxes: [mailbox] })
      const given = { ...GIVEN, ...args, ...(which === 'api' && { port }) }
      try {
        await refuseTakenPorts(given, setup, '/home/ana/tubepost.yaml')
        return ''
      } catch (error) {
        return (error as Error).message.replace(String(port), String(shownAs))
      } finally {
        other.close()
      }
    },
  }
}

const started = (situation: string, ...argv: readonly string[]): Situation => ({
  situation,
  produce() {
    try {
      readArguments(argv, {})
      return ''
    } catch (error) {
      return (error as Error).message
    }
  },
})

const keptIn = (situation: string, dir: string): Situation => ({
  situation,
  produce() {
    try {
      makeFolder(dir)
      return ''
    } catch (error) {
      return (error as Error).message
    }
  },
})
/** For an answer of the system that root, as whom tests may run, does not get. */
const keptOn = (situation: string, code: string): Situation => ({
  situation,
  produce: () => reasonOf('/srv/tubepost', { code }).message,
})

/** The messages of `npm start` besides those about its set-up. */
export const startSituations: readonly Situation[] = [
  withTaken('the port of the API is taken', 'api', {}, 8080),
  withTaken('the port for mail is taken', 'mail', {}, 2525),
  withTaken('the port of a mailbox of your own set-up is taken', 'mail', { setup: 'tubepost.yaml' }, 25),
  started('a port is no number', '--port', 'http'),
  started('the port for mail is no number', '--smtp-port', '0'),
  started('both ports are one', '--port', '8080', '--smtp-port', '8080'),
  started('an option that there is not', '--prot', '1'),
  started('an option is empty', '--data', ''),
  keptIn('the data folder is a file', '/etc/passwd'),
  keptIn('the data folder lies in a file', '/etc/passwd/data'),
  keptIn('the data folder is none of a disk', '/proc/tubepost'),
  keptOn('the user may not write in the data folder', 'EACCES'),
  keptOn('the disk of the data folder is full', 'ENOSPC'),
  keptOn('the name of the data folder is too long', 'ENAMETOOLONG'),
]

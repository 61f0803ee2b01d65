import { parseMailboxes } from '@tubepost/mail'

const QUOTED = /^((?:MAIL FROM|RCPT TO):\s*<(?:@[^"<>:\s]*:)?)("(?:[^"\\]|\\.)*")(@[^"<>\s]+>.*)$/i
/** A word that stands for the quoted one while the rest of the command is read. */
const ATOM = 'quoted'

/**
 * Takes the quoted local part out of MAIL FROM or RCPT TO: `<"a b"@example.com>` (RFC 5321 §4.1.2). `address` puts it
 * back before a domain; quotation marks that need not be there are left out, since `"ann"@` is `ann@`. It is undefined
 * where the local part has what no address may, such as controls.
 * @returns undefined where the command has none
 */
export function readQuotedPath(
  command: string,
): { commandWithAtom: string; address: (withAtom: string) => string | undefined } | undefined {
  const [, before, local, after] = QUOTED.exec(command) ?? []
  if (before === undefined || local === undefined || after === undefined) return undefined
  return {
    commandWithAtom: `${before}${ATOM}${after}`,
    address(withAtom) {
      return parseMailboxes(local + withAtom.slice(ATOM.length)).mailboxes[0]?.address
    },
  }
}

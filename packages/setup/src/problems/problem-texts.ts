import { closest } from './closest.ts'
import { type Path, pathText, type Problem } from './problem.ts'

/**
 * Everything that is said about a set-up, in one place: what is wrong, and what is right. Every entry has its situation in
 * docs/messages.md.
 */
export const problemTexts = {
  fileMissing: () => 'there is no such file',
  fileForbidden: () => 'may not be read by this user; change its mode or its owner',
  fileIsFolder: () => 'is a folder; name the file in it',
  fileFailed: (code: string) => `cannot be read (${code})`,
  fileTooLong: (bytes: number) => `is larger than ${bytes / 1024 ** 2} MiB, which no set-up needs`,
  fileChanging: () => 'changed while it was read; try again when it has been saved',
  notUtf8: () => 'is not UTF-8 text; save it with that encoding',
  notFields: () => 'must hold the fields of a set-up, such as "organisation:"; see docs/set-up.md',
  tooManyAliases: () => 'repeats parts by aliases (*name) too often; write them out',
  unknownAlias: (name: string) =>
    `"*${name}" stands for a part that is marked "&${name}" further up, and there is none; put a text that begins with * in quotes`,

  unknownKey: (key: string, known: readonly string[]) => {
    const meant = closest(key, known)
    return `"${key}" is not known here; ${meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`}`
  },
  missingKey: (key: string, hint: string) => `"${key}" is missing${hint}`,
  notOneOf: (choices: readonly string[], given: unknown) => {
    const meant = typeof given === 'string' ? closest(given, choices) : undefined
    const said = given === undefined ? '' : `, not ${shown(given)}`
    return `must be one of: ${choices.join(', ')}${said}${meant === undefined ? '' : `; did you mean "${meant}"?`}`
  },
  wrongType: (wanted: string, given: unknown) => `must be ${wanted}, not ${shown(given)}`,
  quoteIt: (given: unknown) => `must be a text; put it in quotes: "${String(given)}"`,
  unquoteIt: (wanted: string, given: string) => `must be ${wanted}; write ${given} without the quotes`,
  emptyField: (wanted: string) => `has no value; it must be ${wanted}, or be left out`,
  emptyText: () => 'is empty',
  badCharacter: () => 'holds a NUL or half a character, which cannot be stored; remove it',
  tooLong: (most: number) => `is longer than ${most} characters`,
  outOfRange: (range: string, given: unknown) => `must be ${range}, not ${shown(given)}`,
  emptyList: () => 'must hold at least one entry',
  longList: (most: number) => `must hold ${most} entries at most`,
  wrongForm: (form: string, given: unknown) => `must be ${form}, not ${shown(given)}`,
  invalid: (said: string) => said,

  zone: (name: string, meant: string | undefined) =>
    `"${name}" is no IANA time zone such as Europe/Berlin${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  locale: (name: string, meant: string | undefined) =>
    `"${name}" is no language tag such as en-US${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  url: (text: string) => `must be an address such as https://tubepost.example.com, not "${text}"`,
  notANetwork: (text: string) => `must be an IP address or a network such as 10.0.0.0/8, not "${text}"`,
  notAnIssuer: (text: string) => `must be the https address of an issuer, not "${text}"`,
  openTenant: (tenant: string) =>
    `is for every tenant of Microsoft ("${tenant}"); name your own by its id, else anybody with any account is believed`,
  withoutOwnHost: (host: string) => `lacks ${host}, the host of organisation.url: whoever follows a link is refused`,
  taken: (kind: string, key: string, at: Path) => `the ${kind} "${key}" is already used at ${pathText(at)}`,
  takenId: (id: string, at: Path) =>
    `the id "${id}", made of the name, is already used at ${pathText(at)}; give one of them an "id" of its own`,
  noAddress: (text: string) => `"${text}" is no address, local@domain: no mail can carry it`,
  nameWithAddress: (text: string, address: string) => `must be the address alone, ${address}, not "${text}"`,
  noFrom: (text: string) =>
    `"${text}" holds no address, and a reply must have one in its From: write "Name <local@domain>" or local@domain`,
  severalFrom: (text: string) => `"${text}" holds more than one address; a reply has one From`,
  hostWithPort: (host: string) =>
    `names a port; write the host alone, and the port as "port: ${host.split(':').at(-1)}"`,
  routeNever: (at: Path) => `never matches: ${pathText(at)} takes every mail before it`,
  routeTwice: (at: Path) => `never matches: ${pathText(at)} has the same recipient before it`,
  noFolder: (kind: string) => `an ${kind} mailbox has no folder to which this could apply; leave it out`,
  ownFolder: (folder: string) => `must be another folder than ${folder}, which the mails are read from`,
  replyCc: () => 'true comes with records; until then leave it out, or set it to false',
  ofCases: (value: string) => `"${value}" is for cases, but all routes of this mailbox lead to status`,
  defaultsOfCases: () => 'are values of a case, but this route leads to status; leave them out',
  noConfirming: () => '"confirm" cannot be done yet; take "quarantine", "accept" or "ignore"',
  ofMailbox: (at: Path) =>
    `is the address of the mailbox at ${pathText(at)}: mails from it count as our own, and set nothing; leave it out`,
  relativePath: (given: string) => `must be absolute, such as /var/mail/status; "${given}" is relative`,
  localOverHttp: (kind: string) => `${kind} is of the fetcher's own machine; declare it in tubepost.yaml`,

  passwordItself: () =>
    'a password is never written here; put it into a file and name that as "passwordFile", or write { env: NAME }',
  bothPasswords: () => 'give passwordFile or password, not both',
  noPassword: () => 'passwordFile or password is missing',
  passwordWithoutName: () => 'has a password, and "username" is missing',
  passwordFileMissing: (file: string) => `there is no file ${file}`,
  passwordFileUnnamed: (folder: string) =>
    `there is no such file; the name of a file in ${folder} is wanted here, not the password`,
  passwordFileForbidden: (file: string) =>
    `the file ${file} may not be read by this user; change its mode or its owner`,
  passwordFileIsFolder: (file: string) => `${file} is a folder; name the file in it`,
  passwordFileEmpty: (file: string) => `the file ${file} is empty; write the password into it`,
  passwordFileSpecial: (file: string) =>
    `${file} is a pipe or a device; write the password into a file, which can be read again`,
  passwordFileTooLong: (file: string) =>
    `the file ${file} is too long for a password; write the password alone into it`,
  passwordFileLines: (file: string) => `the file ${file} has several lines; write the password alone into it`,
  passwordFileEncoding: (file: string) => `the file ${file} is not UTF-8 text; save it with that encoding`,
  passwordFileFailed: (file: string, code: string) => `the file ${file} cannot be read (${code})`,
  variableMissing: () =>
    'no environment variable of this name is set; the name of a variable is wanted here, not the password',
  // Notes: they do not make a set-up unusable.
  passwordFileElsewhere: (file: string) =>
    `${file} cannot be seen from here; that it is there is checked where the set-up is applied`,
  variableElsewhere: () =>
    'no environment variable of this name is set here; the service that reads it must have it. The name of a variable is wanted, not the password',
  maildirMissing: (folder: string) =>
    `there is no folder ${folder} here; on the fetcher's machine it has to be there, with cur and new in it`,
  maildirOther: (folder: string) => `${folder} has no folders cur and new in it, so it is no Maildir`,
  maildirForbidden: (folder: string) => `${folder} may not be read by this user; the fetcher's user must be allowed to`,
  nobodyVouches: (leastTrust: string) =>
    `${leastTrust} wants a sender for whom a mail server vouches, and "trustedAuthservId" names none: no mail is acted on. Test Connection proposes the name`,
  noStatuses: () => 'none is declared, so no mail can set one',
  noPeople: () => 'none is declared here; mails of strangers are handled as "unknownSender" says',
  noSmtp: () => '"smtp" is missing: replies are written and held until there is a server to send them',
} as const

/** A host must not have its port in it. An IPv6 address has more than one colon. */
export function namesPort(path: Path, host: string): Problem[] {
  return /^[^:]+:\d+$/.test(host) ? [{ path, text: problemTexts.hostWithPort(host) }] : []
}

// A value is repeated so that a person finds it, not so that it fills the screen.
const LONGEST_SHOWN = 60

/** A value as a person would name it. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a group of fields'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

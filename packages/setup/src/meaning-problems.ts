import { existsSync } from 'node:fs'
import path from 'node:path'
import { mailboxProblems } from './mailbox-problems.ts'
import type { SetupFile } from './setup-schema.ts'
import { slug } from './slug.ts'
import { setupOf } from './sources/source-setups.ts'
import { isLocale, isTimeZone } from './zone-and-locale.ts'

/**
 * The parts of the set-up that name passwords. Each is read by one service, and only that service is given the files.
 */
export type PasswordPart = 'mailboxes' | 'smtp'

/**
 * Problems that a schema cannot find: zones must exist, names be unique, mailboxes have all they need.
 * @param passwordsOf the parts whose passwords must be within reach
 */
export function meaningProblems(
  declared: Partial<SetupFile>,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  passwordsOf: readonly PasswordPart[],
): string[] {
  const problems: string[] = []
  const unique = (kind: string) => {
    const seen = new Map<string, string>()
    return (at: string, key: string) => {
      const before = seen.get(key)
      if (before === undefined) seen.set(key, at)
      else problems.push(`${at}: ${kind} "${key}" is already used at ${before}`)
    }
  }
  const zone = (at: string, name: string | undefined) => {
    if (name !== undefined && !isTimeZone(name)) problems.push(`${at}: "${name}" is no IANA time zone`)
  }
  const locale = (at: string, name: string | undefined) => {
    if (name !== undefined && !isLocale(name)) problems.push(`${at}: "${name}" is no language tag such as en-US`)
  }
  const password = (
    part: PasswordPart,
    at: string,
    source: { passwordFile?: string; password?: { env: string } },
    needed: boolean,
  ) => {
    const { passwordFile, password: fromEnvironment } = source
    const isWithinReach = passwordsOf.includes(part)
    if (passwordFile !== undefined && fromEnvironment !== undefined)
      problems.push(`${at}: give passwordFile or password, not both`)
    else if (isWithinReach && passwordFile !== undefined && !existsSync(path.resolve(folder, passwordFile)))
      problems.push(`${at}.passwordFile: there is no such file`)
    else if (isWithinReach && fromEnvironment !== undefined && !environment[fromEnvironment.env])
      problems.push(`${at}.password.env: the environment has no ${fromEnvironment.env}`)
    else if (needed && passwordFile === undefined && fromEnvironment === undefined)
      problems.push(`${at}: passwordFile or password is missing`)
  }
  zone('organisation.timeZone', declared.organisation?.timeZone)
  locale('organisation.locale', declared.organisation?.locale)
  const personId = unique('the id')
  const personAddress = unique('the address')
  declared.people?.forEach((person, i) => {
    personId(`people.${i}`, person.id ?? slug(person.name))
    person.addresses.forEach((address, j) => personAddress(`people.${i}.addresses.${j}`, address.toLowerCase()))
    zone(`people.${i}.timeZone`, person.timeZone)
    locale(`people.${i}.locale`, person.locale)
  })
  const statusId = unique('the id')
  const statusName = unique('the name or alias')
  declared.statuses?.forEach((status, i) => {
    statusId(`statuses.${i}`, status.id ?? slug(status.name))
    for (const name of [status.name, ...(status.aliases ?? [])])
      statusName(`statuses.${i}`, name.normalize('NFKC').toLowerCase())
  })
  const mailboxId = unique('the id')
  const mailboxAddress = unique('the address')
  declared.mailboxes?.forEach((mailbox, i) => {
    const at = `mailboxes.${i}`
    mailboxId(at, mailbox.id)
    mailboxAddress(at, mailbox.address.toLowerCase())
    if (setupOf(mailbox.source.kind).secrets.includes('password'))
      password('mailboxes', `${at}.source`, mailbox.source, true)
    problems.push(...mailboxProblems(mailbox).map((problem) => `${at}.${problem}`))
  })
  if (declared.smtp !== undefined) password('smtp', 'smtp', declared.smtp, declared.smtp.username !== undefined)
  return problems
}

import { addressKey } from '@tubepost/mail'
import { addressProblems, fromProblems } from './address-problems.ts'
import { consoleProblems } from './console-problems.ts'
import { issuerProblems } from './issuer-problems.ts'
import { mailboxProblems } from './mailbox-problems.ts'
import { type PasswordFindings, passwordFindings, type PasswordPlaces } from './password-problems.ts'
import { type Path, type Problem, within } from '../problems/problem.ts'
import { namesPort, problemTexts } from '../problems/problem-texts.ts'
import type { SetupFile } from '../schema/setup-schema.ts'
import { slug } from '../completing/slug.ts'
import { setupOf } from '../sources/source-setups.ts'
import { closestLocale, closestTimeZone, isLocale, isTimeZone } from './zone-and-locale.ts'

/**
 * Problems that a schema cannot find: zones must exist, names be unique, mailboxes have all they need.
 * @param places undefined where nothing is to be looked for outside of the text
 */
export function meaningProblems(declared: Partial<SetupFile>, places: PasswordPlaces | undefined): PasswordFindings {
  const problems: Problem[] = []
  const notes: Problem[] = []
  const found = (path: Path, each: readonly Problem[]) => void problems.push(...within(path, each))
  const foundAboutPassword = (findings: PasswordFindings) => {
    problems.push(...findings.problems)
    notes.push(...findings.notes)
  }
  const unique = () => {
    const seen = new Map<string, Path>()
    return (at: Path, key: string, textOf: (before: Path) => string) => {
      const before = seen.get(key)
      if (before === undefined) seen.set(key, at)
      else problems.push({ path: at, text: textOf(before) })
    }
  }
  const taken = (kind: string) => {
    const note = unique()
    return (at: Path, key: string) => note(at, key, (before) => problemTexts.taken(kind, key, before))
  }
  const uniqueId = () => {
    const note = unique()
    return (at: Path, { id, name }: { id?: string; name: string }) => {
      const key = id ?? slug(name)
      const textOf = (before: Path) =>
        id === undefined ? problemTexts.takenId(key, before) : problemTexts.taken('id', key, before)
      note(id === undefined ? at : [...at, 'id'], key, textOf)
    }
  }

  if (declared.organisation !== undefined) {
    found(['organisation'], clockProblems(declared.organisation))
    found(['organisation', 'url'], urlProblems(declared.organisation.url))
  }
  if (declared.console !== undefined) found(['console'], consoleProblems(declared.console, declared.organisation?.url))
  const mailboxAt = new Map<string, Path>()
  declared.mailboxes?.forEach(({ address }, i) => void mailboxAt.set(addressKey(address), ['mailboxes', i]))
  const personId = uniqueId()
  const personAddress = taken('address')
  declared.people?.forEach((person, i) => {
    const at = ['people', i]
    found([...at, 'name'], blankProblems(person.name))
    personId(at, person)
    person.addresses.forEach((address, j) => {
      found([...at, 'addresses', j], addressProblems(address))
      personAddress([...at, 'addresses', j], addressKey(address))
      const mailbox = mailboxAt.get(addressKey(address))
      if (mailbox !== undefined) problems.push({ path: [...at, 'addresses', j], text: problemTexts.ofMailbox(mailbox) })
    })
    found(at, clockProblems(person))
  })
  const statusId = uniqueId()
  const statusName = taken('name or alias')
  declared.statuses?.forEach((status, i) => {
    const at = ['statuses', i]
    statusId(at, status)
    const words: [Path, string][] = [
      [[...at, 'name'], status.name],
      ...(status.aliases ?? []).map((alias, j): [Path, string] => [[...at, 'aliases', j], alias]),
    ]
    for (const [place, word] of words) {
      found(place, blankProblems(word))
      statusName(place, word.normalize('NFKC').trim().toLowerCase())
    }
  })
  const mailboxId = taken('id')
  const mailboxAddress = taken('address')
  declared.mailboxes?.forEach((mailbox, i) => {
    const at = ['mailboxes', i]
    mailboxId([...at, 'id'], mailbox.id)
    mailboxAddress([...at, 'address'], addressKey(mailbox.address))
    if (setupOf(mailbox.source.kind).secrets.includes('password'))
      foundAboutPassword(passwordFindings([...at, 'source'], mailbox.source, true, places))
    found(at, mailboxProblems(mailbox))
  })
  const providerId = taken('id')
  const providerIssuer = taken('issuer')
  declared.oidc?.forEach((provider, i) => {
    const at = ['oidc', i]
    providerId([...at, 'id'], provider.id)
    providerIssuer([...at, 'issuer'], provider.issuer)
    found([...at, 'issuer'], issuerProblems(provider.issuer))
    foundAboutPassword(passwordFindings(at, provider, false, places))
  })
  const { smtp } = declared
  if (smtp !== undefined) {
    found(['smtp', 'from'], fromProblems(smtp.from))
    found(['smtp'], namesPort(['host'], smtp.host))
    const hasPassword = smtp.passwordFile !== undefined || smtp.password !== undefined
    if (hasPassword && smtp.username === undefined)
      problems.push({ path: ['smtp'], text: problemTexts.passwordWithoutName() })
    foundAboutPassword(passwordFindings(['smtp'], smtp, smtp.username !== undefined, places))
  }
  return { problems, notes }
}

function clockProblems({ timeZone, locale }: { timeZone?: string; locale?: string }): Problem[] {
  const problems: Problem[] = []
  if (timeZone !== undefined && !isTimeZone(timeZone))
    problems.push({ path: ['timeZone'], text: problemTexts.zone(timeZone, closestTimeZone(timeZone)) })
  if (locale !== undefined && !isLocale(locale))
    problems.push({ path: ['locale'], text: problemTexts.locale(locale, closestLocale(locale)) })
  return problems
}

const blankProblems = (text: string): Problem[] =>
  text.trim() === '' ? [{ path: [], text: problemTexts.emptyText() }] : []

function urlProblems(url: string | undefined): Problem[] {
  const isWeb = url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))
  return isWeb ? [] : [{ path: [], text: problemTexts.url(url) }]
}

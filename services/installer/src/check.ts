import { type Setup } from '@tubepost/setup'
import { checkSetup, effectLines, type Finding, findingText, noteLines } from '@tubepost/setup/file'
import { complain, say } from './say.ts'

/**
 * Says everything that is wrong with a set-up, and what its mailboxes will do. Needs neither database nor broker.
 * @returns the exit code: 0 for a set-up that can be applied
 */
export function runCheck(file: string, environment: Readonly<Record<string, string | undefined>>): number {
  const { problems, notes, setup } = checkSetup(file, { environment, servicesRunHere: false })
  if (setup === undefined) {
    complainOf(file, problems)
    complain(`${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; it cannot be applied.`)
    return 1
  }
  sayNotes(file, notes)
  for (const line of effectLines(setup)) say(line)
  say(`${file} is in order: ${contentsOf(setup)}.`)
  return 0
}

export function complainOf(file: string, problems: readonly Finding[]): void {
  for (const finding of problems) complain(findingText(file, finding))
}

export function sayNotes(file: string, notes: readonly Finding[]): void {
  for (const line of noteLines(file, notes)) say(line)
}

export function contentsOf({ people, statuses, mailboxes }: Setup): string {
  const count = (list: readonly unknown[], one: string, several: string) =>
    `${list.length} ${list.length === 1 ? one : several}`
  return [
    count(people, 'person', 'people'),
    count(statuses, 'status', 'statuses'),
    count(mailboxes, 'mailbox', 'mailboxes'),
  ].join(', ')
}

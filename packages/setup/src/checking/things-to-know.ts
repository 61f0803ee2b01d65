import { nobodyVouches } from '../completing/describe-effects.ts'
import { type Problem, within } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import type { Setup } from '../completing/setup.ts'
import type { SetupFile } from '../schema/setup-schema.ts'
import { setupOf } from '../sources/source-setups.ts'

/**
 * Notes about a set-up that can be used: parts whose absence makes it do less than a person may expect.
 * @param setup the same with every preset and default filled in
 * @param mayLook whether folders of this machine are looked at
 */
export function thingsToKnow(declared: SetupFile, setup: Setup, mayLook: boolean): Problem[] {
  return [...aboutMailboxes(declared, setup, mayLook), ...aboutTheRest(declared)]
}

function aboutMailboxes({ mailboxes = [] }: SetupFile, setup: Setup, mayLook: boolean): Problem[] {
  return mailboxes.flatMap(({ source, policy }, i) => {
    const complete = setup.mailboxes[i]
    const at = ['mailboxes', i]
    return [
      ...(mayLook ? within([...at, 'source'], setupOf(source.kind).notes?.(source) ?? []) : []),
      ...(complete !== undefined && nobodyVouches(complete.policy)
        ? within(at, [
            {
              path: policy?.leastTrust === undefined ? ['preset'] : ['policy', 'leastTrust'],
              text: problemTexts.nobodyVouches(complete.policy.leastTrust),
            },
          ])
        : []),
    ]
  })
}

function aboutTheRest({ mailboxes = [], people = [], statuses = [], smtp }: SetupFile): Problem[] {
  if (!mailboxes.some(({ enabled }) => enabled === true)) return []
  return [
    ...(people.length === 0 ? [{ path: ['people'], text: problemTexts.noPeople() }] : []),
    ...(statuses.length === 0 ? [{ path: ['statuses'], text: problemTexts.noStatuses() }] : []),
    ...(smtp === undefined ? [{ path: [], text: problemTexts.noSmtp() }] : []),
  ]
}

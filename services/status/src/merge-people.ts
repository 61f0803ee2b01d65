import type { Pool, Tx } from '@tubepost/db'
import type { PersonRow } from '@tubepost/setup'
import { decidePeopleMerge, type PeopleMerge } from './decide-people-merge.ts'
import { lockDirectory } from './directory-sql.ts'
import { type MergeWish, writePieces, writtenBy } from './list-merge.ts'
import { loadOrganisation } from './organisation-sql.ts'
import { listPeople, lockPeople, removePerson, savePeople } from './people-sql.ts'
import { forgetSuggestions } from './suggestion-sql.ts'

/**
 * Merges a list of people into the directory, as if each had been written over HTTP. Where the result has problems nothing
 * was written. Asked to be exact, it removes people who are not in the list; tubepost.yaml's stay.
 */
export async function mergePeople(tx: Tx, rows: readonly PersonRow[], wish: MergeWish): Promise<PeopleMerge> {
  await lockDirectory(tx)
  await lockPeople(tx)
  const merge = await previewPeople(tx, rows, wish)
  if (merge.problems.length > 0) return merge
  if (wish.exactly === true) for (const { id } of merge.absent) await removePerson(tx, id)
  await writePieces(writtenBy(merge), wish, async (people) => {
    await savePeople(tx, people, false)
    await forgetSuggestions(
      tx,
      people.map(({ id }) => id),
    )
  })
  return merge
}

/** The same without a change. */
export async function previewPeople(on: Pool | Tx, rows: readonly PersonRow[], wish: MergeWish): Promise<PeopleMerge> {
  const organisation = (await loadOrganisation(on)).get('organisation')
  return decidePeopleMerge(rows, await listPeople(on), organisation, wish)
}

import type { Tx } from '@tubepost/db'
import type { Setup } from '@tubepost/setup'
import { lockDirectory } from './directory-sql.ts'
import { saveOrganisation } from './organisation-sql.ts'
import { declarePeople, lockPeople } from './people-sql.ts'
import { declareStatuses } from './statuses-sql.ts'

/** Brings organisation, people and statuses to what tubepost.yaml declares; those made over HTTP stay. */
export async function declareDirectory(tx: Tx, { organisation, people, statuses }: Setup): Promise<void> {
  await lockDirectory(tx)
  await lockPeople(tx)
  await saveOrganisation(tx, organisation)
  await declarePeople(tx, people)
  await declareStatuses(tx, statuses)
}

import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { Organisation } from '@tubepost/events'

const SAVE: Statement = {
  name: 'organisation.save',
  text: `insert into organisation (settings) values ($1) on conflict (id) do update set settings = excluded.settings`,
}
const READ: Statement = { name: 'organisation.read', text: 'select settings from organisation' }

export async function saveOrganisation(tx: Tx, organisation: Organisation): Promise<void> {
  await rows(tx, SAVE, [JSON.stringify(organisation)])
}

/** Empty while none has been declared. */
export async function loadOrganisation(on: Pool | Tx): Promise<Map<string, Organisation>> {
  const [row] = await rows<{ settings: Organisation }>(on, READ)
  return new Map(row === undefined ? [] : [['organisation', row.settings]])
}

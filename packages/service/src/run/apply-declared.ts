import { createPool, noteApplied, transaction, type Tx } from '@tubepost/db'
import type { ServiceOutline } from '../define/define-service.ts'

// Any number works; it only has to be the same wherever declarations are applied.
const APPLY_LOCK = 7_241_866

/**
 * Has every service write its part of the declarations to its own tables, all in one transaction: an error leaves
 * everything as it was. `adminUrl` is for the role that owns the tables. Services that run notice it by themselves.
 */
export async function applyDeclared(
  definitions: readonly ServiceOutline[],
  adminUrl: string,
  declared: unknown,
): Promise<void> {
  await asOwner(adminUrl, async (tx) => {
    for (const definition of definitions) {
      if (definition.declares === undefined) continue
      await enter(tx, definition)
      await definition.declares(tx, declared)
      await noteApplied(tx)
    }
  })
}

/** The same for a change of one service's tables. */
export async function applyTo<Result>(
  definition: ServiceOutline,
  adminUrl: string,
  change: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return asOwner(adminUrl, async (tx) => {
    await enter(tx, definition)
    const result = await change(tx)
    await noteApplied(tx)
    return result
  })
}

async function asOwner<Result>(adminUrl: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  // A connection that breaks while idle makes the next query fail.
  const pool = createPool({ url: adminUrl, max: 1, name: 'apply', onError: () => {} })
  try {
    return await transaction(pool, async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [APPLY_LOCK])
      return work(tx)
    })
  } finally {
    await pool.end()
  }
}

const enter = (tx: Tx, { name }: ServiceOutline) => tx.query(`select set_config('search_path', $1, true)`, [name])

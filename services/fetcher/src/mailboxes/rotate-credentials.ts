/**
 * Seals every stored password with the current key of CREDENTIAL_KEYS, so that older keys can be removed. Run it with
 * the fetcher's environment; the fetcher may run meanwhile: `node
 * services/fetcher/src/mailboxes/rotate-credentials.ts`.
 */
import { createPool } from '@tubepost/db'
import { isSealedWithCurrent, seal, unseal } from '@tubepost/service'
import { readRotationConfig } from '../config.ts'
import { credentialKeys, passwordPlace } from './credentials.ts'
import { readMailboxes, resealPassword } from './mailboxes-sql.ts'

interface Report {
  current: number
  resealed: number
  failed: { mailbox: string; problem: string }[]
}

async function rotate(): Promise<Report> {
  const config = readRotationConfig()
  const ring = credentialKeys(config)
  const pool = createPool({ url: config.DATABASE_URL, max: 1, name: 'rotate-credentials', onError: () => {} })
  const report: Report = { current: 0, resealed: 0, failed: [] }
  try {
    for (const { id, sealedPassword } of await readMailboxes(pool)) {
      if (sealedPassword === null) continue
      if (isSealedWithCurrent(ring, sealedPassword)) report.current++
      else {
        try {
          const password = unseal(ring, sealedPassword, passwordPlace(id))
          const anew = seal(ring, password, passwordPlace(id))
          // A password set over HTTP meanwhile is already sealed with the current key.
          if (await resealPassword(pool, id, sealedPassword, anew)) report.resealed++
          else report.current++
        } catch (error) {
          report.failed.push({ mailbox: id, problem: (error as Error).message })
        }
      }
    }
  } finally {
    await pool.end()
  }
  return report
}

try {
  const { current, resealed, failed } = await rotate()
  console.log(`${resealed} sealed anew, ${current} sealed with the current key already, ${failed.length} failed`)
  for (const { mailbox, problem } of failed) console.error(`${mailbox}: ${problem}`)
  process.exitCode = failed.length > 0 ? 1 : 0
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

import { connectBus, createPublisher, streamNames } from '@tubepost/bus'
import type { InstallationOptions } from '@tubepost/sandbox'
import type { StreamName } from '@tubepost/events'

type Parts = Parameters<NonNullable<InstallationOptions['beforeServices']>>[0]

/** The present life of each stream of an installation whose services have not started yet. */
export async function streamLives({ nats, adminSeed }: Parts): Promise<Map<StreamName, string>> {
  const connection = await connectBus({ servers: nats.url, user: 'admin', seed: adminSeed, onStatus: () => {} })
  try {
    const { generationOf } = await createPublisher(connection)
    const lives = new Map<StreamName, string>()
    for (const stream of streamNames) lives.set(stream, await generationOf(stream))
    return lives
  } finally {
    await connection.close()
  }
}

import type { NatsConnection } from '@tubepost/bus'

/** Tries each subject for real, as a call that wants an answer; returns those that the broker did not refuse. */
export async function notRefused(connection: NatsConnection, subjects: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    subjects.map(async (subject) => {
      const error = await connection.request(subject, '', { timeout: 5_000 }).catch((cause: unknown) => cause)
      return /permissions violation/i.test(String(error)) ? [] : [subject]
    }),
  )
  return answers.flat()
}

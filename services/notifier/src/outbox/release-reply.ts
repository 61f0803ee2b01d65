import type { Tx } from '@tubepost/db'
import type { SigningKeys } from '@tubepost/mail'
import type { SendingSettings } from '../sending-settings-sql.ts'
import { type HeldReply, releaseHeld } from './reply-sql.ts'
import { writeMail } from './write-mail.ts'

/** Queues a held reply with its words as they stand, and with sender, Date and Message-ID of now. */
export async function releaseReply(
  tx: Tx,
  reply: HeldReply,
  settings: SendingSettings,
  written: { now: string; keys: SigningKeys },
): Promise<void> {
  const words = { subject: reply.subject, text: reply.body }
  await releaseHeld(tx, reply.replyId, await writeMail(reply, words, settings, written))
}

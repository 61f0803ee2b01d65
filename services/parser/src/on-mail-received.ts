import { mailReceived } from '@tubepost/events'
import { handleStateless, type StatelessContext } from '@tubepost/service'
import type { ParserConfig } from './config.ts'
import { createContentReader } from './content/content-reader.ts'
import { readWholeMail } from './content/read-whole-mail.ts'
import { catchUp, readDirectory } from './directory.ts'
import { caseMessage } from './emitting/case-message.ts'
import { eventContent } from './emitting/event-content.ts'
import { mailEvents } from './emitting/mail-events.ts'
import { decideMail, restsOnAbsence } from './judging/decide-mail.ts'

// Its child starts with the first mail for a case, and ends with this process.
const contents = createContentReader()

export const onMailReceived = handleStateless(
  mailReceived,
  async (mails, { reference, origin, config, blobs, publishAhead }: StatelessContext<ParserConfig>) => {
    let directory = readDirectory(reference, config)
    let verdicts = mails.map((mail) => decideMail(mail.data, directory))
    if (verdicts.some(restsOnAbsence)) {
      // "There is no such person" must not mean "the record has not arrived yet".
      await catchUp(reference)
      const latest = readDirectory(reference, config)
      if (latest !== directory) {
        directory = latest
        verdicts = mails.map((mail) => decideMail(mail.data, latest))
      }
    }
    const judged = directory
    const byHeader = mails.flatMap((mail, at) => {
      const verdict = verdicts[at]
      return verdict === undefined || verdict.kind === 'message' ? [] : mailEvents(mail, verdict, judged, origin)
    })
    if (!verdicts.some(({ kind }) => kind === 'message')) return byHeader
    // Whole mails take their time, and their bytes may be away: nobody else waits for them.
    await publishAhead(byHeader)
    const messages = []
    for (const [at, mail] of mails.entries()) {
      const verdict = verdicts[at]
      if (verdict?.kind !== 'message') continue
      const read = await readWholeMail(mail.data, verdict.mailbox.policy, blobs, contents)
      const digest = 'content' in read ? read.content.bodyDigest : null
      messages.push(caseMessage(mail, verdict, eventContent(read), digest, judged, origin))
    }
    return messages
  },
)

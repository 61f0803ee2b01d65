import { mailReceived } from '@tubepost/events'
import { type HandlerContext, handleStateless } from '@tubepost/service'
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
  async (mails, { reference, origin, config, blobs }: HandlerContext<ParserConfig>) => {
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
    const events = []
    for (const [at, mail] of mails.entries()) {
      const verdict = verdicts[at]
      if (verdict === undefined) continue
      if (verdict.kind !== 'message') events.push(...mailEvents(mail, verdict, directory, origin))
      else {
        const read = await readWholeMail(mail.data, verdict.mailbox.policy, blobs, contents)
        events.push(caseMessage(mail, verdict, eventContent(read), directory, origin))
      }
    }
    return events
  },
)

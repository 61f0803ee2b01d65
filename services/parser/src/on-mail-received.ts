import { mailReceived } from '@tubepost/events'
import { type HandlerContext, handleStateless } from '@tubepost/service'
import type { ParserConfig } from './config.ts'
import { decideMail, restsOnAbsence } from './decide-mail.ts'
import { catchUp, readDirectory } from './directory.ts'
import { mailEvents } from './mail-events.ts'

export const onMailReceived = handleStateless(
  mailReceived,
  async (mails, { reference, origin, config }: HandlerContext<ParserConfig>) => {
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
    return mails.flatMap((mail, i) => {
      const verdict = verdicts[i]
      return verdict === undefined ? [] : mailEvents(mail, verdict, judged, origin)
    })
  },
)

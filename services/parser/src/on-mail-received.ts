import { mailReceived, type TubepostEvent } from '@tubepost/events'
import { handleStateless, type StatelessContext } from '@tubepost/service'
import type { ParserConfig } from './config.ts'
import { createContentReader } from './content/content-reader.ts'
import { readBeginning } from './content/read-beginning.ts'
import { readWholeMail } from './content/read-whole-mail.ts'
import { catchUp, readDirectory } from './directory.ts'
import { caseBounce } from './emitting/case-bounce.ts'
import { caseMessage } from './emitting/case-message.ts'
import { eventContent } from './emitting/event-content.ts'
import { mailEvents } from './emitting/mail-events.ts'
import type { CaseMessage } from './judging/decide-case.ts'
import { decideMail, restsOnAbsence, type Verdict } from './judging/decide-mail.ts'
import type { BounceReport, Settled } from './judging/settled.ts'

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
      return verdict === undefined || needsBody(verdict) ? [] : mailEvents(mail, verdict, judged, origin)
    })
    if (!verdicts.some(needsBody)) return byHeader
    // Whole mails take their time, and their bytes may be away: nobody else waits for them.
    await publishAhead(byHeader)
    const messages: TubepostEvent[] = []
    for (const [at, mail] of mails.entries()) {
      const verdict = verdicts[at]
      if (verdict === undefined || !needsBody(verdict)) continue
      if (verdict.kind === 'settled') {
        const text = await readBeginning(mail.data, blobs)
        const bounce = caseBounce(mail, verdict, text, judged, origin)
        messages.push(...(bounce === undefined ? mailEvents(mail, verdict, judged, origin) : [bounce]))
        continue
      }
      const read = await readWholeMail(mail.data, verdict.mailbox.policy, blobs, contents)
      const digest = 'content' in read ? read.content.bodyDigest : null
      messages.push(caseMessage(mail, verdict, eventContent(read), digest, judged, origin))
    }
    return messages
  },
)

type NeedsBody = CaseMessage | (Settled & { report: BounceReport })

const needsBody = (verdict: Verdict): verdict is NeedsBody =>
  verdict.kind === 'message' || (verdict.kind === 'settled' && verdict.report !== undefined)

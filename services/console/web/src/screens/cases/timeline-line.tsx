import type { TimelineEntry, UndoneAnswer } from '@tubepost/api'
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { useMay } from '../../api/me.ts'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { useCasesSpeech } from '../../words/part-speech.tsx'
import { AnswerLine } from './answer-line.tsx'
import { CameFrom } from './came-from.tsx'
import { FilePreview } from './file-preview.tsx'
import { HtmlOfMail } from './html-of-mail.tsx'
import { Sentence, TheirList, Theirs } from './theirs.tsx'
import { writeSize } from './write-size.ts'

interface Shown {
  line: TimelineEntry
  /** Acts on it. */
  children: ReactNode
}

/** One line of the timeline: a mail with its text and files, an answer, a note, or a change. */
export function TimelineLine(props: Shown & { path: string; onAgain: (answer: UndoneAnswer) => void }): ReactNode {
  const { path, onAgain, ...shown } = props
  const { line } = shown
  switch (line.kind) {
    case 'reply': {
      const { delivery } = line
      return delivery === null ? null : <AnswerLine line={{ ...line, delivery }} path={path} onAgain={onAgain} />
    }
    case 'bounce':
      return <BounceOf line={line} />
    case 'mail':
      return <MailOf {...shown} />
    case 'note':
      return <NoteOf line={line} />
    case 'change':
      return <ChangeOf line={line} />
  }
}

function MailOf({ line, children }: Shown): ReactNode {
  const { say } = useCasesSpeech()
  const may = useMay()
  const [isHtml, setHtml] = useState(false)
  const { id, from, to, cc, hasHtml, verified, mailId, size, at } = line
  const addresses = [...to, ...cc].map(({ address }) => address)
  return (
    <li data-line="mail">
      <strong>{from !== null && <Theirs text={from.name ?? from.address} />}</strong>
      {from !== null && from.name !== null && (
        <span className="quiet">
          {' '}
          <Theirs text={from.address} />
        </span>
      )}
      {verified === false && (
        <>
          {' '}
          <span title={say('case.unverifiedAbout')}>
            <Mark kind="warn">{say('case.unverified')}</Mark>
          </span>
        </>
      )}
      <div className="quiet">
        <Time at={at} />
        {addresses.length > 0 && (
          <>
            {' '}
            · <Sentence text={say('case.to')} values={{ addresses: <TheirList texts={addresses} /> }} />
          </>
        )}
        <CameFrom line={line} />
      </div>
      {hasHtml && size !== null && (
        <Button size="compact-sm" variant="default" onClick={() => setHtml(!isHtml)}>
          {say(isHtml ? 'case.asText' : 'case.asHtml')}
        </Button>
      )}
      {isHtml ? <HtmlOfMail id={id} at={at} /> : <TextOf line={line} />}
      <Files line={line} />
      <div className="quiet">
        {mailId !== null && size !== null && (
          <a href={`/api/case/mails/${mailId}/raw`} download={`${mailId}.eml`}>
            {say('case.original')}
          </a>
        )}
        {mailId !== null && may('console:read') && (
          <>
            {size !== null && ' · '}
            <Link href={`/mails/${mailId}`}>{say('case.story')}</Link>
          </>
        )}
      </div>
      {children}
    </li>
  )
}

function TextOf({ line: { text, reply, textCut, unread } }: { line: TimelineEntry }): ReactNode {
  const { say } = useCasesSpeech()
  const shown = reply ?? text
  return (
    <>
      {shown !== null && <p className="said">{shown.trim()}</p>}
      {unread !== null && <p lang="en">{unread}</p>}
      {text !== null && reply !== null && text.trim() !== reply.trim() && (
        <details>
          <summary>{say('case.whole')}</summary>
          <p className="said">{text.trim()}</p>
        </details>
      )}
      {textCut && <p className="quiet">{say('case.cut')}</p>}
    </>
  )
}

function Files({ line: { files, fileCount, size: mailSize } }: { line: TimelineEntry }): ReactNode {
  const { say, language } = useCasesSpeech()
  if (fileCount === 0) return null
  const further = fileCount - files.length
  return (
    <>
      <ul className="files" aria-label={say('case.files')}>
        {files.map((file) => (
          <li key={file.id}>
            <a href={`/api/case/files/${file.id}`} download={file.name ?? ''}>
              {file.name === null ? say('case.unnamed') : <Theirs text={file.name} />}
            </a>{' '}
            <span className="quiet">{writeSize(file.size, language)}</span>
            {mailSize !== null && <FilePreview file={file} />}
          </li>
        ))}
      </ul>
      {further > 0 && <p className="quiet">{say('case.furtherFiles', { count: further })}</p>}
    </>
  )
}

function BounceOf({ line }: Pick<Shown, 'line'>): ReactNode {
  const { at, from, text, mailId, size } = line
  const { say } = useCasesSpeech()
  return (
    <li data-line="bounce">
      <strong>{say('case.cameBack')}</strong>
      <div className="quiet">
        <Time at={at} /> {from !== null && <Theirs text={from.address} />}
        <CameFrom line={line} />
      </div>
      <p className="said">
        <Theirs text={text ?? ''} />
      </p>
      {mailId !== null && size !== null && (
        <a href={`/api/case/mails/${mailId}/raw`} download={`${mailId}.eml`}>
          {say('case.original')}
        </a>
      )}
    </li>
  )
}

function NoteOf({ line }: Pick<Shown, 'line'>): ReactNode {
  const { actor, at, text } = line
  const { say } = useCasesSpeech()
  return (
    <li data-line="note">
      <strong>
        <Sentence text={say('case.noteBy')} values={{ name: <Theirs text={actor} /> }} />
      </strong>
      <div className="quiet">
        <Time at={at} />
        <CameFrom line={line} />
      </div>
      <p className="said note">{text}</p>
    </li>
  )
}

function ChangeOf({ line }: Pick<Shown, 'line'>): ReactNode {
  const { actor, at, changes } = line
  const { say, wordFor } = useCasesSpeech()
  const shown = (field: string, value: unknown) => {
    if (value === null) return field === 'assignee' ? say('case.nobody') : '–'
    if (typeof value !== 'string') return JSON.stringify(value)
    const kind = { status: 'caseStatus', priority: 'casePriority' }[field]
    return kind === undefined ? value : wordFor(kind, value)
  }
  return (
    <li data-line="change">
      <span className="quiet">
        <Sentence text={say('case.changedBy')} values={{ name: <Theirs text={actor} /> }} /> · <Time at={at} />
        <CameFrom line={line} />
      </span>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <Sentence
            text={say('case.fromTo')}
            values={{
              field: wordFor('caseField', field),
              before: <Theirs text={shown(field, before)} />,
              after: <Theirs text={shown(field, after)} />,
            }}
          />
        </div>
      ))}
    </li>
  )
}

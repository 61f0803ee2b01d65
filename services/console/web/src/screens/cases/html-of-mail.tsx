import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { pathOf } from '../../api/call.ts'
import { useWhyNot } from '../../api/use-why-not.ts'
import { Answered, Waiting } from '../../parts/answered.tsx'
import { Notice } from '../../parts/notice.tsx'
import { viewersZone } from '../../parts/time.tsx'
import { writeInFull } from '../../parts/write-time.ts'
import { useCasesSpeech } from '../../words/part-speech.tsx'

const FIRST_HEIGHT_PX = 160
/** A longer page scrolls in its frame. */
const TALLEST_PX = 20_000

/** The HTML of a mail in a frame in which nothing runs, with pictures that lie elsewhere once somebody wants them. */
export function HtmlOfMail({ id, at }: { id: string; at: string }): ReactNode {
  const [images, setImages] = useState<'1'>()
  const [tries, setTries] = useState(0)
  const path = pathOf(`/api/case/entries/${id}/html`, { images })
  return (
    <Framed
      key={`${path} ${tries}`}
      path={path}
      at={at}
      // The button that was pressed is gone.
      takesFocus={images !== undefined || tries > 0}
      onImages={() => setImages('1')}
      onAgain={() => setTries(tries + 1)}
    />
  )
}

function Framed(props: {
  path: string
  at: string
  takesFocus: boolean
  onImages: () => void
  onAgain: () => void
}): ReactNode {
  const { path, at, takesFocus, onImages, onAgain } = props
  const { say, language } = useCasesSpeech()
  const [page, setPage] = useState<Document | null>()
  const height = useHeightOf(page)
  // A refusal is no page of ours.
  const leftOut = page?.documentElement.dataset['leftOut']
  if (page !== undefined && leftOut === undefined) return <WhyNot path={path} onAgain={onAgain} />
  return (
    <>
      {page === undefined && <Waiting />}
      {leftOut !== undefined && leftOut !== '0' && (
        <Notice>
          {say('case.leftOut', { count: Number(leftOut) })}{' '}
          <Button size="compact-sm" variant="default" onClick={onImages}>
            {say('case.showRemote')}
          </Button>
        </Notice>
      )}
      <iframe
        className="mail-html"
        // As the page's own policy has it (html-page.ts of the case service), which says why.
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        src={path}
        title={say('case.htmlOf', { time: writeInFull(at, { locale: language, timeZone: viewersZone() }) })}
        style={{ height }}
        onLoad={({ currentTarget }) => {
          setPage(currentTarget.contentDocument)
          if (takesFocus) currentTarget.focus()
        }}
      />
    </>
  )
}

/** As high as the page in the frame is, so that one bar scrolls all of it. */
function useHeightOf(page: Document | null | undefined): number {
  const [height, setHeight] = useState(FIRST_HEIGHT_PX)
  useEffect(() => {
    if (page === undefined || page === null) return undefined
    const { documentElement: root } = page
    const observer = new ResizeObserver(() => {
      // Its border, and a bar below a wide table.
      const bar = root.scrollWidth > root.clientWidth ? 18 : 2
      setHeight(Math.min(TALLEST_PX, Math.ceil(root.getBoundingClientRect().height) + bar))
    })
    observer.observe(root)
    return () => observer.disconnect()
  }, [page])
  return height
}

function WhyNot({ path, onAgain }: { path: string; onAgain: () => void }): ReactNode {
  const { say } = useCasesSpeech()
  return (
    <Answered query={useWhyNot(path)}>
      {() => (
        <Button size="compact-sm" variant="default" onClick={onAgain}>
          {say('state.again')}
        </Button>
      )}
    </Answered>
  )
}

import { Fragment, type ReactNode } from 'react'

/** Text that a stranger chose, isolated: a turn of the reading direction in it ends with it. */
export function Theirs({ text }: { text: string }): ReactNode {
  return <bdi>{text.replaceAll(ISOLATES, '')}</bdi>
}

// One without its pair would end the isolation of the element, or carry it on behind it.
const ISOLATES = /[\u2066-\u2069]/g

/** An address with the name before it, each isolated. */
export function Party({ name, address }: { name: string | null; address: string }): ReactNode {
  if (name === null || name === address) return <Theirs text={address} />
  return (
    <>
      <Theirs text={name} /> &lt;
      <Theirs text={address} />
      &gt;
    </>
  )
}

/** A sentence that was said without its values, whose names in braces stand for these. */
export function Sentence(props: { text: string; values: Readonly<Record<string, ReactNode>> }): ReactNode {
  return props.text
    .split(/\{(\w+)\}/)
    .map((piece, at) => <Fragment key={at}>{at % 2 === 0 ? piece : props.values[piece]}</Fragment>)
}

/** Texts of strangers one behind the other, each isolated. */
export function TheirList({ texts }: { texts: readonly string[] }): ReactNode {
  return texts.map((text, at) => (
    <Fragment key={at}>
      {at > 0 && ', '}
      <Theirs text={text} />
    </Fragment>
  ))
}

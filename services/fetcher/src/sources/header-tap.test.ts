import { expect, test } from 'vitest'
import { headerBlock, headerTap } from './header-tap.ts'

/** The tap's results for bytes that came in parts of the given size. */
async function tapped(raw: string, partBytes: number) {
  const body: Uint8Array[] = []
  async function* parts(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(raw)
    for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
  }
  const tap = headerTap(parts(), (bytes) => body.push(Buffer.from(bytes)))
  const passed = Buffer.concat(await Array.fromAsync(tap.bytes)).toString()
  return {
    passed,
    headers: tap.header().headers.toString(),
    isCut: tap.header().isCut,
    body: Buffer.concat(body).toString(),
    size: tap.size(),
  }
}

test.each([
  ['CR LF', 'Subject: a\r\nTo: b\r\n\r\n', 'Hello\r\n\r\nWorld'],
  ['bare LF', 'Subject: a\nTo: b\n\n', 'Hello\n\nWorld'],
  ['no header', '\r\n', 'Hello'],
  ['no body', 'Subject: a\r\n\r\n', ''],
  ['no empty line', 'Subject: a\r\n', ''],
  ['nothing', '', ''],
])('%s: the header block is kept and the body shown, in whatever parts they come', async (_name, head, body) => {
  for (const partBytes of [1, 2, 3, 7, 1_000]) {
    const size = head.length + body.length
    expect(await tapped(head + body, partBytes)).toEqual({
      passed: head + body,
      headers: head,
      isCut: false,
      body,
      size,
    })
  }
})

test('a header block without end is cut at 256 KiB, and says so', async () => {
  const { headers, isCut, body, size } = await tapped('x'.repeat(400_000), 9_999)
  expect([headers.length, isCut, body.length, size]).toEqual([262_144, true, 400_000 - 262_144, 400_000])
})

test('a header block of exactly 256 KiB is whole', async () => {
  const head = `${'x'.repeat(262_144 - 4)}\r\n\r\n`
  expect(await tapped(`${head}body`, 60_000)).toMatchObject({ headers: head, isCut: false, body: 'body' })
})

test('a block ends with its first empty line', () => {
  expect(headerBlock(Buffer.from('a: b\r\n\r\n)\r\n* 2 FETCH (\r\n\r\n'))?.toString()).toBe('a: b\r\n\r\n')
  expect(headerBlock(Buffer.from('a: b\r\n'))).toBeUndefined()
})

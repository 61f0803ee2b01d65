import { expect, test } from 'vitest'
import { createProgress } from './tell-progress.ts'

function stream(isTTY: boolean) {
  const written: string[] = []
  let ms = 1_000
  const progress = createProgress({ isTTY, write: (text) => written.push(text) }, () => ms)
  return { written, progress, wait: (more: number) => (ms += more) }
}

test('on a terminal one line is written anew, and gone at the end', () => {
  const { written, progress, wait } = stream(true)
  progress.tell('1 of 3')
  progress.tell('2 of 3')
  wait(100)
  progress.tell('3 of 3')
  progress.end()
  progress.end()
  expect(written).toEqual(['\r\u001b[K1 of 3', '\r\u001b[K3 of 3', '\r\u001b[K'])
})

test('in a log there is a line every few seconds, and none for a short work', () => {
  const { written, progress, wait } = stream(false)
  for (let done = 0; done < 100; done++) {
    progress.tell(`${done} of 100`)
    wait(70)
  }
  progress.end()
  expect(written).toEqual(['43 of 100\n', '86 of 100\n'])
})

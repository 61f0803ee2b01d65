import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { tempDir } from '@tubepost/testing'
import { findShared } from '../../score/corpora.ts'
import type { Load } from '../spine/drain.ts'

export const USER = 'support'
// The maker's own, by which mails are compared with those of other measurements.
const FIRST_SEED = 20261121

export interface CorpusMail {
  readonly raw: Buffer
  readonly messageId: string
  /** The mail that it answers. */
  readonly answers: string | undefined
  readonly from: string
}

/** So many mails of a help desk, the same every time: a fifth of them answers an earlier one. @param number of the corpus */
export async function makeCorpus(number: number, mails: number): Promise<CorpusMail[]> {
  const tool = findShared('tools/make-corpus.py')
  if (tool === undefined)
    throw new Error('There are no mails: put shared/ with tools/make-corpus.py beside the repository.')
  const dir = path.join(await tempDir('corpus'), 'mails')
  execFileSync('python3', [tool, dir, String(mails), String(FIRST_SEED + number)], { stdio: 'ignore' })
  const folder = path.join(dir, 'eml')
  return readdirSync(folder)
    .toSorted()
    .map((name) => describe(readFileSync(path.join(folder, name))))
}

function describe(raw: Buffer): CorpusMail {
  const head = raw
    .subarray(0, raw.indexOf('\n\n'))
    .toString('latin1')
    .replaceAll(/\n[ \t]+/g, ' ')
  const idIn = (field: string) => new RegExp(`^${field}: .*?(<[^<>]+>)`, 'm').exec(head)?.[1]
  const messageId = idIn('Message-ID')
  const from = idIn('From')?.slice(1, -1)
  if (messageId === undefined || from === undefined)
    throw new Error(`a mail of the corpus has no sender or no id:\n${head}`)
  return { raw, messageId, answers: idIn('In-Reply-To'), from }
}

/** All mails that are no answers open a case, and are acknowledged. */
export const openersOf = (mails: readonly CorpusMail[]): number =>
  mails.filter(({ answers }) => answers === undefined).length

/** @param before the mails that were delivered before these */
export function caseLoad(mails: readonly CorpusMail[], before: readonly CorpusMail[]): Load {
  const all = [...before, ...mails]
  return {
    user: USER,
    count: mails.length,
    raws: mails.map(({ raw }) => raw),
    all: { mails: all.length, moved: all.length, replies: openersOf(all) },
  }
}

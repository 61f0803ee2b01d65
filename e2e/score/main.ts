/**
 * Measures how well mails are judged, decoded and trimmed, on the labelled corpora, and how fast subjects are read:
 * `npm run score`; how far mails end as other products expect it: `npm run score -- peers`. Reads the corpora at
 * CORPORA_DIR, or has shared/tools/corpora-unpack unpack them. Changes nothing.
 */
import { createContentReader } from '@tubepost/parser/testing'
import { findCorpora } from './corpora.ts'
import { scoreClasses } from './score-classes.ts'
import { scoreDecoding } from './score-decoding.ts'
import { scoreGrammar } from './score-grammar.ts'
import { scorePeers } from './score-peers.ts'
import { scorePersonsEye } from './score-persons-eye.ts'
import { scoreReplies } from './score-replies.ts'

const corpora = findCorpora()
if (corpora === undefined) throw new Error('No corpora: set CORPORA_DIR or put shared/ beside the repository')
const reader = createContentReader()
if (process.argv[2] === 'peers') await scorePeers(corpora, reader)
else {
  scoreClasses(corpora)
  await scoreReplies(corpora, reader)
  await scoreDecoding(corpora, reader)
  scorePersonsEye()
  scoreGrammar()
}
reader.close()

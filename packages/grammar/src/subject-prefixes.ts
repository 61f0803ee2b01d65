/**
 * Prefixes that mail programs put before a subject when they answer or forward, in lower case and without the colon.
 * One-letter prefixes (Italian `R:`, `I:`) are left out on purpose: they would shadow aliases.
 */
const REPLIES = new Set([
  ...[
    're',
    'aw',
    'antw',
    'antwort',
    'sv',
    'ré', // Canadian French
    'rép',
    'réf',
    'réponse',
    'ref',
    'rif',
    'res',
    'resp',
    'odp',
    'odpověď',
    'ynt',
    'yan',
    'vá',
    'válasz',
  ],
  ...['ats', 'atb', 'bls', 'rsp', 'răsp', 'απ', 'σχετ', 'отв', 'ответ', 'відп', 'השב', 'תגובה', 'رد'],
  ...['回复', '回覆', '答复', '答覆', '返信', '답장', '회신'],
])

const FORWARDS = new Set([
  ...[
    'fwd',
    'fw',
    'wg',
    'weitergeleitet',
    'tr',
    'rv',
    'reenv',
    'enc',
    'doorst',
    'vb',
    'vl',
    'pd',
    'továbbítás',
    'i̇lt',
    'ilt',
  ],
  ...['trs', 'yml', 'πρθ', 'пересл', 'пер', 'הועבר', 'העבר'],
  ...['转发', '轉寄', '轉發', '转寄', '転送', '전달'],
])

// `VS:` answers in Finnish and Estonian and forwards in Danish and Norwegian. Where the locale does not tell, a forward
// is the safer guess: its text may be someone else's.
const VS_ANSWERS_IN = new Set(['fi', 'et'])

export function kindOfPrefix(word: string, language: string): 'reply' | 'forward' | null {
  if (word === 'vs') return VS_ANSWERS_IN.has(language) ? 'reply' : 'forward'
  if (REPLIES.has(word)) return 'reply'
  return FORWARDS.has(word) ? 'forward' : null
}

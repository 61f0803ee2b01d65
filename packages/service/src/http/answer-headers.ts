/** On every answer: nothing of ours is for caches, and no browser shall guess a type. */
export const ANSWER_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const

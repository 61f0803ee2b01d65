import { ownWords } from '@tubepost/grammar'

// Marks of answers are known in every language; this one says how a bare word of English is read.
const LOCALE = 'en-US'

/** A subject without marks of answers and tags, folded: two mails of one conversation have the same. */
export const subjectKey = (subject: string): string => ownWords(subject, LOCALE).words

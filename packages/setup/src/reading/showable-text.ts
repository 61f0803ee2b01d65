import { CST, Lexer } from 'yaml'

// RFC 3986 §3.2.1: what stands before the @ of an authority may be a name and a password.
const USER_IN_URL = /(:\/\/)[^\s/?#@"']+@/g

/**
 * The text of a set-up as it may be kept and shown, line by line as it was written: without comments, in which people keep what
 * was there before, old passwords included, and without names and passwords in URLs. Passwords have no other place in it.
 * @param text sound YAML
 */
export function showableText(text: string): string {
  const kept = [...new Lexer().lex(text)].filter((lexeme) => !SIGNS.has(lexeme) && CST.tokenType(lexeme) !== 'comment')
  return kept
    .join('')
    .replace(/[ \t]+$/gm, '')
    .replaceAll(USER_IN_URL, '$1…@')
}

/** Signs of the lexer, between which a text stands. */
const SIGNS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR, CST.BOM])

/** Stands in a body for a password, which is a variable of the shell. */
export const PASSWORD_VARIABLE = '$MAILBOX_PASSWORD'

/**
 * A call as a line for a POSIX shell, with secrets as variables of that shell. Pure.
 * @param url absolute
 * @param body sent as JSON; a reading call without it
 * @param method where it is not what curl makes of the body: POST, or else GET
 */
export function curlOf(url: string, body?: unknown, method?: 'POST' | 'PUT'): string {
  const sent = body === undefined ? '' : `-H 'Content-Type: application/json' -d ${quotedBody(JSON.stringify(body))} `
  const how = method === 'PUT' ? '-X PUT ' : ''
  return `curl -s ${how}-H "Authorization: Bearer $TUBEPOST_TOKEN" ${sent}${quoted(url)}`
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A password may have signs that end a text of JSON, or that JSON writes otherwise. */
const PASSWORD_IN_JSON = String.raw`$(printf %s "${PASSWORD_VARIABLE}" | sed 's/[\\"]/\\&/g')`

/** The shell puts a variable in within double quotes alone. */
const quotedBody = (json: string): string =>
  quoted(json.replaceAll(UNSEEN, escaped)).replaceAll(
    `"password":"${PASSWORD_VARIABLE}"`,
    `"password":"'"${PASSWORD_IN_JSON}"'"`,
  )

/** Signs that a terminal acts on, or that show a line otherwise than it is; JSON has them by their numbers as well. */
const UNSEEN = /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`

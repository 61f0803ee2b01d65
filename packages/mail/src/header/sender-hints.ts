import type { Headers } from './headers.ts'

/** Signs of the language and the clock of the program that wrote a mail. */
export interface SenderHints {
  /** A language tag, canonical: `de-DE`. */
  readonly language?: string
  /** The offset of the Date field: `+02:00`. */
  readonly utcOffset?: string
}

/**
 * Outlook and Exchange write the language of their program into Content-Language (RFC 3282) or Accept-Language. Of the Date's
 * offsets UTC says nothing, since servers and webmails write it for everybody.
 */
export function senderHints(headers: Headers): SenderHints {
  const tag = LANGUAGE_FIELDS.map((name) => headers.first(name)).find((value) => value !== undefined)
  const language = canonical(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}/.exec(tag?.trim() ?? '')?.[0])
  const [, sign, hours, minutes] =
    /([+-])(\d\d)(\d\d)(?:\s*\(|\s*$)/.exec(headers.first('date')?.slice(0, 100) ?? '') ?? []
  const isOffset = Number(hours) <= 14 && Number(minutes) < 60 && Number(hours) + Number(minutes) > 0
  return {
    ...(language !== undefined && { language }),
    ...(isOffset && { utcOffset: `${sign}${hours}:${minutes}` }),
  }
}

const LANGUAGE_FIELDS = ['content-language', 'accept-language', 'x-accept-language'] as const

function canonical(tag: string | undefined): string | undefined {
  try {
    return tag === undefined ? undefined : Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

import { expect } from 'vitest'
import type { Installation } from './installation.ts'

export const PASSWORD = 'correct horse battery'

/** As much of a browser as signing in needs: it keeps cookies and says which page calls. */
export interface Browser {
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>
  readonly cookies: Map<string, string>
  /** The header lines of all cookies that were set. */
  readonly set: string[]
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** @param usual headers of every call, such as those of a proxy in front */
export function openBrowser(url: string, usual: Readonly<Record<string, string>> = {}): Browser {
  const cookies = new Map<string, string>()
  const set: string[] = []
  return {
    cookies,
    set,
    async call(method, path, body, headers = {}) {
      const answer = await fetch(url + path, {
        redirect: 'manual',
        method,
        headers: {
          ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
          ...(method !== 'GET' && { origin: url, 'sec-fetch-site': 'same-origin' }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...usual,
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      for (const line of answer.headers.getSetCookie()) {
        set.push(line)
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      const text = await answer.text()
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === '' ? null : (JSON.parse(text) as unknown),
      }
    },
  }
}

/** The secret of a link that lets a person in. */
export async function inviteSecret({ console }: Installation, person: string): Promise<string> {
  const { status, body } = await console.ask('POST', `/api/console/people/${person}/invite`)
  expect(status).toBe(201)
  return (body as { link: string }).link.split('#link=')[1] ?? ''
}

/** A browser in which a person has come in by a link and set `PASSWORD`. */
export async function signedIn(installation: Installation, person: string): Promise<Browser> {
  const browser = openBrowser(installation.console.url)
  const secret = await inviteSecret(installation, person)
  expect((await browser.call('POST', '/api/console/sign-in/link', { secret })).status).toBe(204)
  expect((await browser.call('PUT', '/api/console/me/password', { new: PASSWORD })).status).toBe(204)
  return browser
}

export const signIn = (browser: Browser, person: string, password = PASSWORD) =>
  browser.call('POST', '/api/console/sign-in', { address: `${person}@example.com`, password })

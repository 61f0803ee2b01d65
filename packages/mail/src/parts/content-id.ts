const SCHEME = /^cid:/i

/** The Content-ID that a link of an HTML names (RFC 2392); undefined for a link to anything else. */
export function contentIdOf(link: string): string | undefined {
  if (!SCHEME.test(link)) return undefined
  const id = link.replace(SCHEME, '')
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

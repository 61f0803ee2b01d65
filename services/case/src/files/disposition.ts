/**
 * Pure. The header Content-Disposition of a file to be saved (RFC 6266): its name in UTF-8, and for old clients what of it is
 * plain ASCII.
 */
export function disposition(name: string): string {
  const plain = name.replaceAll(/[^ !#$&+\-.\w]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, percent)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** These stand for themselves to `encodeURIComponent`, and mean something in a value of RFC 8187. */
const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`

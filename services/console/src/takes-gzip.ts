/** Whether a header `Accept-Encoding` takes gzip, RFC 9110 §12.5.3; `q=0` says no. Pure. */
export function takesGzip(accepted: string | string[] | undefined): boolean {
  const [, weight] = /(?:^|,)\s*gzip\s*(?:;\s*q=([\d.]+))?\s*(?:,|$)/i.exec(String(accepted ?? '')) ?? [null, '0']
  return weight === undefined || Number(weight) > 0
}

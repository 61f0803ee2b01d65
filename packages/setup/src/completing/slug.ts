/** An id from a name: `Ana Example` is `ana-example`. Names without a Latin letter or digit need an explicit id. */
export function slug(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const id = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return id === '' ? `x-${[...name].map((c) => c.codePointAt(0)?.toString(36)).join('-')}`.slice(0, 40) : id
}

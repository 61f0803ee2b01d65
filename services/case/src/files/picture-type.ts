/** Bytes by which the kinds of pictures are told. */
export const SIGNATURE_BYTES = 12

type PictureType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

const KINDS: readonly (readonly [type: PictureType, begins: (text: string) => boolean])[] = [
  ['image/png', (text) => text.startsWith('\x89PNG\r\n\x1a\n')],
  ['image/jpeg', (text) => text.startsWith('\xff\xd8\xff')],
  ['image/gif', (text) => text.startsWith('GIF87a') || text.startsWith('GIF89a')],
  // Between the two words stands the length.
  ['image/webp', (text) => text.startsWith('RIFF') && text.startsWith('WEBP', 8)],
]

/**
 * Pure. The type of a picture by its first bytes, whatever its sender says it is; undefined for all else. SVG is none: it is a
 * document, with scripts and addresses in it.
 */
export function pictureType(beginning: Uint8Array): PictureType | undefined {
  const text = Buffer.from(beginning).toString('latin1', 0, SIGNATURE_BYTES)
  return KINDS.find(([, begins]) => begins(text))?.[0]
}

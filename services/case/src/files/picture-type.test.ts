import { expect, test } from 'vitest'
import { pictureType } from './picture-type.ts'

test.each([
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF87a\x01\0', 'image/gif'],
  ['GIF89a\x01\0', 'image/gif'],
  ['RIFF\x24\0\n\0WEBPVP8 ', 'image/webp'],
  ['RIFF\x24\0\0\0WAVEfmt ', undefined],
  ['<svg xmlns="http://www.w3.org/2000/svg"/>', undefined],
  ['<?xml version="1.0"?><svg/>', undefined],
  ['<html><script>', undefined],
  [' GIF89a', undefined],
  ['\x89PNG\n\x1a\n', undefined],
  ['BM6', undefined],
  ['\xff\xd8', undefined],
  ['', undefined],
])('given %j, then it is %s', (bytes, type) => {
  expect(pictureType(Buffer.from(bytes, 'latin1'))).toBe(type)
})

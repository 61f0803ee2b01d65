/** The reading of whole mails, for `npm run score`. */
export { scanStructure } from '../src/scan-structure.ts'
export { type ContentReader, createContentReader, type ReadContent } from '../src/content-reader.ts'

/** The reading of whole mails, for `npm run score`. */
export { type ContentReader, createContentReader, type ReadContent } from '../src/content-reader.ts'

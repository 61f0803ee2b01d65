export { BlobConfig } from './config.ts'
export { type Blobs, openBlobs } from './open-blobs.ts'
export { type BlobReference, claimBlob, type WrittenBlob } from './blob-sql.ts'

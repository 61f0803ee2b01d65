import { type Static, Type } from 'typebox'

/**
 * For services that keep bytes. Who asks the bucket is found as the AWS SDK finds it: AWS_SHARED_CREDENTIALS_FILE, the
 * identity of a Kubernetes service account, or that of the machine.
 */
export const BlobConfig = Type.Object({
  BLOB_BUCKET: Type.Optional(
    Type.String({ description: 'bucket for the bytes of mails; without it they are in the database', minLength: 1 }),
  ),
  AWS_ENDPOINT_URL_S3: Type.Optional(
    Type.String({ description: 'URL of the S3 store, where it is not Amazon’s: https://…', pattern: '^https?://' }),
  ),
  AWS_REGION: Type.String({ description: 'region of the bucket', default: 'us-east-1' }),
})
export type BlobConfig = Static<typeof BlobConfig>

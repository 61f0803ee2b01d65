const NEEDS = 's3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload'

/** A problem of the bucket in words for the administrator. The original error is the cause. */
export class BucketError extends Error {
  /** The store does not answer or cannot work now: the same request may go well later. */
  readonly isOutage: boolean

  constructor(error: unknown, bucket: string, where: string) {
    super(`the bucket ${bucket} at ${where}: ${explain(error)}`, { cause: error })
    this.name = 'BucketError'
    const status = statusOf(error)
    this.isOutage =
      status === undefined
        ? (error as Error | undefined)?.name !== 'CredentialsProviderError'
        : status >= 500 || WAIT.has(status)
  }
}

// The store asks for a pause: RFC 9110 §15.5.9 and RFC 6585 §4.
const WAIT: ReadonlySet<number> = new Set([408, 429])

export const isBucketOutage = (error: unknown): boolean => error instanceof BucketError && error.isOutage

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const status = statusOf(error)
  if (error.name === 'CredentialsProviderError')
    return 'there are no credentials: let AWS_SHARED_CREDENTIALS_FILE name a file that the service may read, or give its account an identity'
  if (error.name === 'NoSuchBucket') return 'there is no such bucket: make it, or correct BLOB_BUCKET'
  if (error.name === 'NoSuchKey') return 'there is no such object: was it removed by another than Tubepost?'
  if (status === 401 || status === 403)
    return `${error.name}: correct the credentials, or allow them ${NEEDS} on its objects`
  if (status === 301) return 'is in another region: correct AWS_REGION'
  if (status === undefined) return `does not answer (${error.message}): correct AWS_ENDPOINT_URL_S3, or wait`
  return `answers ${status} ${error.name}`
}

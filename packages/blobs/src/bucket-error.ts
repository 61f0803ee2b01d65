const NEEDS = 's3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload'

/** An error of the AWS SDK in words for the administrator. The original is the cause. */
export function bucketError(error: unknown, bucket: string, where: string): Error {
  return new Error(`the bucket ${bucket} at ${where}: ${explain(error)}`, { cause: error })
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { httpStatusCode: status } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {}
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

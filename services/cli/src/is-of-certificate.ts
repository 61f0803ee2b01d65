/** Words of OpenSSL and Node for a certificate that has expired, is another's, or signed by nobody who is known. */
const CODES =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECODE)|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/

export const isOfCertificate = (cause: unknown): cause is Error & { code: string } =>
  cause instanceof Error && CODES.test((cause as NodeJS.ErrnoException).code ?? '')

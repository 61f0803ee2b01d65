/** Broker and service do not agree about TLS. Waiting mends nothing; the message says what to do, in one line. */
export class BrokerTlsError extends Error {
  readonly code = 'bus/tls'

  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'BrokerTlsError'
  }
}

// OpenSSL's names, as Node gives them.
const UNKNOWN_AUTHORITY = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
])

/** The fault of TLS in words for the administrator; undefined where connecting failed for another reason. */
export function brokerTlsError(
  error: unknown,
  { servers, caFile }: { servers: string; caFile?: string | undefined },
): BrokerTlsError | undefined {
  const { code, message = '' } = error as { code?: unknown; message?: string }
  const say = (text: string) => new BrokerTlsError(text, error)
  if (typeof code === 'string' && UNKNOWN_AUTHORITY.has(code))
    return caFile === undefined
      ? say(
          `The broker at ${servers} speaks TLS, and no authority known here vouches for its certificate: set NATS_CA_FILE to the certificate of the one that does (deploy/make-certificates writes nats-ca.crt).`,
        )
      : say(
          `The broker at ${servers} has a certificate that ${caFile} (NATS_CA_FILE) does not vouch for: give the certificate of the authority that signed it (deploy/make-certificates writes nats-ca.crt).`,
        )
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return say(
      `The certificate of the broker at ${servers} is for other names: make one for the name in NATS_URL (deploy/make-certificates DIR NAME…).`,
    )
  if (code === 'CERT_HAS_EXPIRED')
    return say(
      `The certificate of the broker at ${servers} is over: run deploy/make-certificates again, then provision, which has the broker read it.`,
    )
  if (caFile !== undefined && message === "server does not support 'tls'")
    return say(
      `The broker at ${servers} does not speak TLS, and NATS_CA_FILE says that it must: start it with deploy/nats/tls.conf, or take NATS_CA_FILE away.`,
    )
  if (caFile !== undefined && message.includes(caFile))
    return say(
      `${caFile} (NATS_CA_FILE) cannot be read: name the PEM file of the authority behind the broker’s certificate.`,
    )
  return undefined
}

const DEFAULT_PORT = 4222

/** Host (of an IPv6 address without its brackets) and port of NATS_URL: `host:port`, or a URL. */
export function serverAddress(server: string): { host: string; port: number } {
  const { hostname, port } = new URL(server.includes('://') ? server : `nats://${server}`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? DEFAULT_PORT : Number(port) }
}

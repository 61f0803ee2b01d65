/** Where nats-server, PostgreSQL and Dovecot come from: programs of this machine, or containers (TEST_INFRA=containers). */
export function inContainers(): boolean {
  const infra = process.env['TEST_INFRA'] ?? ''
  if (infra === '' || infra === 'programs') return false
  if (infra === 'containers') return true
  throw new Error(
    `TEST_INFRA is "${infra}": it is "containers", or "programs", which is what it is where it is not set`,
  )
}

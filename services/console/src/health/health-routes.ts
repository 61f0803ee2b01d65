import { Alerts, answers, OneAlert, Rates, type Sent, ServiceStates } from '@tubepost/api'
import { SERVICES } from '@tubepost/events'
import { type HttpApp, type HttpRequest, RefusedRequest, type ServiceContext } from '@tubepost/service'
import type { ConsoleConfig } from '../console-config.ts'
import { type AlertRule, readAlertRules } from './alert-rules.ts'
import { decideAlert, greatest } from './decide-alerts.ts'
import { fillRates } from './fill-rates.ts'
import { fillSummary } from './fill-summary.ts'
import { readRates } from './rates-sql.ts'
import { addressed, readReplicas } from './read-replicas.ts'

const BUCKET_MINUTES = 15
const BUCKET_MS = BUCKET_MINUTES * 60_000
const DAY_MS = 86_400_000

/** How the installation is: its replicas, which alerts would fire, and how much has come and gone within a day. */
export function healthRoutes(app: HttpApp, { config, pool }: ServiceContext<ConsoleConfig>): void {
  const reads = { scope: 'console:read' } as const

  const services = {
    config: reads,
    schema: {
      summary: 'Every replica, with its version and what waits for its service',
      description: 'Those that the address of a service leads to, and the console that answers.',
      response: answers({ 200: ServiceStates }),
    },
  }
  app.get('/api/console/services', services, async (request): Promise<Sent<ServiceStates>> => {
    const replicas = await readReplicas(config, ownAddress(request))
    const metrics = replicas.flatMap((replica) => replica.metrics)
    const waiting = greatest(metrics, 'tubepost_consumer_ack_pending', ['consumer', 'stream'])
    return {
      replicas: replicas.map(({ metrics: _, ...replica }) => replica),
      consumers: greatest(metrics, 'tubepost_consumer_pending', ['consumer', 'stream']).map(({ labels, value }) => ({
        consumer: labels['consumer'] ?? '',
        stream: labels['stream'] ?? '',
        pending: value,
        inHand:
          waiting.find(
            (each) => each.labels['consumer'] === labels['consumer'] && each.labels['stream'] === labels['stream'],
          )?.value ?? 0,
      })),
    }
  })

  const alerts = {
    config: reads,
    schema: {
      summary: 'Which alerts would fire',
      description:
        'The rules of deploy/observability/alerts.yaml, judged by what the services show at this moment; those that need the course of a number are Prometheus’s alone.',
      response: answers({ 200: Alerts }),
    },
  }
  app.get('/api/console/alerts', alerts, async (request): Promise<Sent<Alerts>> => {
    const [rules, judge] = await Promise.all([readAlertRules(), look(request)])
    return { alerts: rules.map(judge) }
  })

  const one = {
    config: reads,
    schema: {
      summary: 'An alert with its entry in the runbook',
      response: answers({ 200: OneAlert }, { 404: ['not_found'] }),
    },
  }
  app.get<{ Params: { name: string } }>('/api/console/alerts/:name', one, async (request): Promise<Sent<OneAlert>> => {
    const rule = (await readAlertRules()).find(({ name }) => name === request.params.name)
    if (rule === undefined) throw new RefusedRequest(404, 'not_found', `There is no alert ${request.params.name}.`)
    const judge = await look(request)
    return { alert: { ...judge(rule), runbook: rule.runbook } }
  })

  const rates = {
    config: reads,
    schema: {
      summary: 'Mails and replies within a day',
      description: `By ${BUCKET_MINUTES} minutes; the last of them is not over yet.`,
      response: answers({ 200: Rates }),
    },
  }
  app.get('/api/console/rates', rates, async (): Promise<Sent<Rates>> => {
    const to = new Date(Math.floor(Date.now() / BUCKET_MS) * BUCKET_MS + BUCKET_MS)
    const from = new Date(to.getTime() - DAY_MS)
    const found = await readRates(pool, from, to, BUCKET_MINUTES)
    return { minutes: BUCKET_MINUTES, buckets: fillRates(found, from, to, BUCKET_MINUTES) }
  })

  /** Judges each rule by one look at all that the services show. */
  async function look(request: HttpRequest) {
    const replicas = await readReplicas(config, ownAddress(request))
    const seen = {
      metrics: replicas.flatMap(({ metrics }) => metrics),
      services: SERVICES,
      silent: replicas.filter(({ metrics, ready }) => metrics.length === 0 && !ready),
      now: new Date(),
    }
    return (rule: AlertRule): Alerts['alerts'][number] => {
      const judged = decideAlert(rule, seen)
      const findings = judged ?? []
      return {
        name: rule.name,
        severity: rule.severity as Alerts['alerts'][number]['severity'],
        state: judged === undefined ? 'unknown' : findings.length > 0 ? 'holds' : 'silent',
        for: rule.for,
        sentences: findings.map((finding) => fillSummary(rule.summary, finding)),
        description: rule.description,
        findings,
      }
    }
  }
}

/** Where this console listens, as whoever asks has reached it. */
const ownAddress = ({ socket }: HttpRequest): URL =>
  addressed(
    new URL(`http://own:${socket.localPort ?? 0}`),
    (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  )

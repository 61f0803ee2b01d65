import type { BaseConfig } from '../define/config.ts'
import type { By } from './span-of.ts'
import type { Tracing } from '../define/tracing.ts'

const NONE: Tracing = {
  began() {},
  handled() {},
  did() {},
  published() {},
  carriedBy: ({ traceparent }) => traceparent,
  stop: async () => {},
}

/** Loads OpenTelemetry only where a collector is configured: it takes more memory than all our own code. */
export async function startTracing(config: BaseConfig, by: By): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED } = config
  const collector = OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? OTEL_EXPORTER_OTLP_ENDPOINT
  if (collector === undefined || OTEL_SDK_DISABLED) return NONE
  const { startSdkTracing } = await import('./sdk-tracing.ts')
  return startSdkTracing(by)
}

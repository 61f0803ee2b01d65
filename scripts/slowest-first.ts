/** The order of the test files: a long one that begins last would keep all other workers waiting for it. */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Those that take more than a quarter of a minute; the longest first. */
export const SLOWEST = [
  'e2e/torture.test.ts',
  'e2e/hostile-http.test.ts',
  'e2e/chaos-short.test.ts',
  'e2e/growth.test.ts',
  'services/fetcher/test/crash.test.ts',
  'e2e/restore.test.ts',
  'e2e/web/pages.test.ts',
  'e2e/npm-start.test.ts',
  'e2e/cli.test.ts',
  'e2e/apply.test.ts',
  'services/notifier/test/sending.test.ts',
  'packages/service/test/one-door.test.ts',
  'packages/db/test/delivery.test.ts',
  'services/fetcher/test/bucket.test.ts',
  'packages/service/test/drain.test.ts',
  'services/fetcher/test/restore.test.ts',
  'packages/service/test/outages.test.ts',
  'services/fetcher/test/drain.test.ts',
  'services/notifier/test/drain.test.ts',
  'e2e/trace.test.ts',
  'e2e/hostile.test.ts',
  'packages/bus/test/frozen-broker.test.ts',
  'services/parser/test/content-reader.test.ts',
  'services/console/test/set-up.test.ts',
  'services/installer/test/check.test.ts',
  'services/console/test/open-streams.test.ts',
  'services/fetcher/test/bad-input.test.ts',
  'services/fetcher/test/requeue.test.ts',
  'services/fetcher/test/mailboxes-over-http.test.ts',
  'services/fetcher/test/smtp-intake.test.ts',
  'e2e/two-systems.test.ts',
  'services/installer/test/cluster.test.ts',
  'packages/blobs/test/blobs.test.ts',
]

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files) // oxlint-disable-line unicorn/no-array-sort -- vitest's own order
    return sorted.toSorted((one, other) => this.#rank(one) - this.#rank(other))
  }

  #rank({ moduleId }: TestSpecification): number {
    const place = SLOWEST.indexOf(relative(this.ctx.config.root, moduleId))
    return place === -1 ? SLOWEST.length : place
  }
}

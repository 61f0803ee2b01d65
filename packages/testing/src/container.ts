/**
 * A program in a container, by Testcontainers. It shares this machine's network, its folders under their own paths
 * and its users, so its configuration is the one it would have here, and so are its address and its data after a kill
 * and a start. That needs an engine on this machine, not one far away or in a virtual machine.
 *
 * The container goes as soon as its main process has ended: see `program.ts` for how that ends with its owner.
 * Testcontainers' own reaper would be one more image, with access to the engine's socket.
 */
import { chownSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { GenericContainer, getContainerRuntimeClient } from 'testcontainers'
import { isAlive, startTime } from './process-tree.ts'
import { type Launched, type ProgramSpec, READY_TIMEOUT_MS } from './program-spec.ts'

process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'

/** Label of each container: pid and start time of the process that owns it. */
const OWNER_LABEL = 'tubepost.owner'
/** The log is at the same path as without a container, and remains when the container is gone. */
const INTO_LOG = 'exec "$@" >>"$LOG" 2>&1'

class PassingContainer extends GenericContainer {
  constructor(image: string) {
    super(image)
    this.hostConfig.AutoRemove = true
    // Callers ask the server itself; an image's own check would only load the machine.
    this.createOpts.Healthcheck = { Test: ['NONE'] }
  }
}

export async function launchContainer(
  spec: ProgramSpec,
  becomeReady: (launched: Launched) => Promise<void>,
): Promise<void> {
  const { uid = process.getuid?.() ?? 0, gid = process.getgid?.() ?? 0 } = spec
  const log = join(spec.dir, `${spec.name}.log`)
  closeSync(openSync(log, 'a'))
  if (spec.uid !== undefined) chownSync(log, uid, gid)
  const folders = new Set([spec.dir, spec.cwd ?? spec.dir])
  // Root has the same number everywhere; other users may be unknown to an image.
  const files = uid === 0 ? [] : ['/etc/passwd', '/etc/group']

  await new PassingContainer(spec.image ?? '')
    .withLabels({ [OWNER_LABEL]: `${process.pid} ${startTime(process.pid)}` })
    .withAutoCleanup(false)
    .withNetworkMode('host')
    .withUser(`${uid}:${gid}`)
    .withWorkingDir(spec.cwd ?? spec.dir)
    .withBindMounts([
      ...[...folders].map((path) => ({ source: path, target: path })),
      ...files.map((path) => ({ source: path, target: path, mode: 'ro' as const })),
    ])
    .withEnvironment({ LANG: 'C.UTF-8', LOG: log, ...spec.env })
    .withEntrypoint(['/bin/sh', '-c', INTO_LOG, spec.name])
    .withCommand([spec.command, ...spec.args])
    .withWaitStrategy({
      async waitUntilReady(container) {
        const { Pid: pid } = (await container.inspect()).State
        await becomeReady(mainProcess(pid))
      },
      withStartupTimeout() {
        return this
      },
      isStartupTimeoutSet: () => true,
      getStartupTimeout: () => READY_TIMEOUT_MS,
    })
    .start()
}

function mainProcess(pid: number): Launched {
  const started = startTime(pid)
  if (pid > 0 && started === undefined)
    throw new Error('its container runs where its processes cannot be seen: use an engine on this machine')
  return { pid, ended: () => (startTime(pid) === started && isAlive(pid) ? undefined : 'its container') }
}

/** Removes the containers whose owner has ended, such as those it was about to start when it was killed. */
export async function sweepContainers(): Promise<void> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const ours = await dockerode.listContainers({ all: true, filters: { label: [OWNER_LABEL] } })
  await Promise.all(ours.filter(({ Labels }) => isAbandoned(Labels[OWNER_LABEL] ?? '')).map(({ Id }) => remove(Id)))

  async function remove(id: string): Promise<void> {
    try {
      await dockerode.getContainer(id).remove({ force: true, v: true })
    } catch (error) {
      // Another process may be removing it.
      if (!(error instanceof Error && 'statusCode' in error && [404, 409].includes(Number(error.statusCode))))
        throw error
    }
  }
}

function isAbandoned(owner: string): boolean {
  const [pid, started] = owner.split(' ')
  return startTime(Number(pid)) !== started
}

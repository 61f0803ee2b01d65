/**
 * A program in a container of its own, by Testcontainers. It is on the host's network and has its folders under the same
 * paths, so configuration, ports and data are what they are without a container, and its processes are the host's too:
 * signals reach them as they reach a child. The engine has to be one of this machine, and we root, or the same user.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { GenericContainer, getContainerRuntimeClient, StartupCheckStrategy } from 'testcontainers'
import { isAlive, send, signalTree, startTime } from './process-tree.ts'
import type { Program, ProgramSpec } from './program.ts'
import type { SystemUser } from './system-user.ts'
import { waitUntil } from './wait-until.ts'

export type Image = {
  readonly name: string
  /** Folders that are the same inside and outside. */
  readonly folders: readonly string[]
}
export type ContainerSpec = ProgramSpec & { readonly image: Image }

// Nothing is pulled to remove what a killed run has left; the next run does that.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'

const OWNER = 'dev.tubepost.test.owner'
const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
const SHARED_MEMORY_BYTES = 256 * 1024 * 1024
const LOG_LINES = 20

const running = new Set<number>()
process.on('exit', () => {
  for (const pid of running) signalTree(pid, 'SIGKILL')
})

export async function startContainer(spec: ContainerSpec): Promise<Program> {
  let id: string | undefined
  let pid = 0

  const isRunning = () => pid !== 0 && isAlive(pid)
  async function start(): Promise<void> {
    if (isRunning()) return
    await remove()
    const started = await describe(spec).start()
    id = started.getId()
    pid = await hostPid(id)
    running.add(pid)
    await waitUntil(
      async () => {
        if (!isRunning()) throw new Error(`${spec.name} ended. Its log ends with:\n${await logOf(id ?? '')}`)
        return spec.ready()
      },
      { timeoutMs: READY_TIMEOUT_MS, everyMs: 20, what: `${spec.name} to be ready` },
    )
  }
  async function remove(): Promise<void> {
    if (id === undefined) return
    const { container } = await getContainerRuntimeClient()
    await container.getById(id).remove({ force: true })
    running.delete(pid)
    id = undefined
    pid = 0
  }
  const gone = (pids: readonly number[]) =>
    waitUntil(() => !pids.some(isAlive), { timeoutMs: 2 * STOP_TIMEOUT_MS, everyMs: 5, what: `${spec.name} to end` })

  await sweepOnce()
  await start()
  return {
    get pid() {
      return pid
    },
    signal: (signal) => send([pid], signal),
    async ended() {
      const ending = pid
      await waitUntil(() => !isAlive(ending), { timeoutMs: READY_TIMEOUT_MS, what: `${spec.name} to end by itself` })
      const { container } = await getContainerRuntimeClient()
      return (await container.inspect(container.getById(id ?? ''))).State.ExitCode
    },
    async kill(signal = 'SIGKILL') {
      if (!isRunning()) return
      const pids = signalTree(pid, signal)
      if (ENDING.has(signal)) await gone(pids)
    },
    start,
    async stop() {
      if (isRunning()) {
        const pids = signalTree(pid, 'SIGCONT')
        send([pid], spec.stopSignal)
        const insist = setTimeout(() => send(pids, 'SIGKILL'), STOP_TIMEOUT_MS)
        await gone(pids).finally(() => clearTimeout(insist))
      }
      await remove()
    },
  }
}

/** Whether it is ready its `ready` says, as without a container; the image's own health check is of another use of it. */
class NoWait extends StartupCheckStrategy {
  override checkStartupState(): Promise<'SUCCESS'> {
    return Promise.resolve('SUCCESS')
  }
}

const ENDING: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT'])

/** @returns the name of the image that the Dockerfile of the folder makes */
export async function buildImage(name: string, folder: string): Promise<string> {
  // By the engine's own client: what builds through the API knows no `COPY --chmod`.
  await promisify(execFile)('docker', ['build', '--quiet', '--tag', name, folder])
  return name
}

/** Runs a command of an image to its end. @returns what it said; throws where it failed */
export async function runInContainer(
  image: Image,
  command: string,
  args: readonly string[],
  user?: SystemUser,
): Promise<string> {
  const spec = { image, command, args, dir: '/', ...user }
  const run = await describe(spec).start()
  const { container } = await getContainerRuntimeClient()
  const ran = container.getById(run.getId())
  try {
    const { StatusCode } = (await ran.wait()) as { StatusCode: number }
    const said = await logOf(run.getId())
    if (StatusCode !== 0) throw new Error(`${command} in ${image.name} ended with ${StatusCode}: ${said}`)
    return said
  } finally {
    await ran.remove({ force: true })
  }
}

type Described = Pick<ContainerSpec, 'image' | 'command' | 'args' | 'dir' | 'cwd' | 'env' | 'uid' | 'gid'>

function describe(spec: Described): GenericContainer {
  const container = new GenericContainer(spec.image.name)
    .withNetworkMode('host')
    .withBindMounts(spec.image.folders.map((folder) => ({ source: folder, target: folder })))
    .withEntrypoint([spec.command])
    .withCommand([...spec.args])
    .withWorkingDir(spec.cwd ?? spec.dir)
    .withEnvironment({ LANG: 'C.UTF-8', ...spec.env })
    .withSharedMemorySize(SHARED_MEMORY_BYTES)
    .withLabels({ [OWNER]: `${process.pid} ${startTime(process.pid)}` })
    .withAutoRemove(false)
    .withWaitStrategy(new NoWait())
    .withStartupTimeout(READY_TIMEOUT_MS)
  // Dovecot's own image runs as another user; who gets no user here starts as root, as without a container.
  return container.withUser(`${spec.uid ?? 0}:${spec.gid ?? 0}`)
}

async function hostPid(id: string): Promise<number> {
  const { container } = await getContainerRuntimeClient()
  return (await container.inspect(container.getById(id))).State.Pid
}

async function logOf(id: string): Promise<string> {
  const { container } = await getContainerRuntimeClient()
  const log = await container.getById(id).logs({ stdout: true, stderr: true, tail: LOG_LINES })
  return withoutHeaders(log)
}

/** The engine puts eight bytes before each piece: which stream it is of, and its length. */
function withoutHeaders(log: Buffer): string {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= log.length; ) {
    const length = log.readUInt32BE(at + 4)
    pieces.push(log.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return Buffer.concat(pieces).toString('utf8')
}

let sweeping: Promise<void> | undefined
const sweepOnce = (): Promise<void> => (sweeping ??= sweep())

/** Removes the containers of runs that are no more. */
async function sweep(): Promise<void> {
  const { container } = await getContainerRuntimeClient()
  for (const { Id, Labels } of await container.dockerode.listContainers({ all: true, filters: { label: [OWNER] } })) {
    const [owner, started] = (Labels[OWNER] ?? '').split(' ')
    if (startTime(Number(owner)) === started) continue
    await container
      .getById(Id)
      .remove({ force: true })
      .catch(() => {}) // another run was faster
  }
}

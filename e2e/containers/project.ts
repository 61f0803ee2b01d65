import { waitUntil } from '@tubepost/testing'
import { docker, run } from './docker.ts'

const PREFIX = 'tubepost-test-'
const LABEL = 'com.docker.compose.project'
const RESTART_MS = 60_000

/** One `docker compose` project of docker-compose.yml, with settings that keep it apart from every other. */
export class Project {
  readonly name = `${PREFIX}${process.pid}`
  readonly environment: Readonly<Record<string, string>>

  constructor(environment: Readonly<Record<string, string>>) {
    this.environment = environment
  }

  /** @param more environment variables that override the project's own */
  compose(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
    const all = ['compose', '--project-name', this.name, '--profile', 'mail', '--progress', 'plain', ...args]
    return run('docker', all, { ...this.environment, ...more })
  }

  /** Runs a script of the tree, which itself runs `docker compose`. */
  script(file: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> {
    const own = { COMPOSE_PROJECT_NAME: this.name, COMPOSE_PROFILES: 'mail' }
    return run(file, args, { ...this.environment, ...own, ...more })
  }

  /** Runs `up`, until each container is healthy. The containers' output is part of the error. */
  async up(args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Promise<void> {
    try {
      await this.compose(['up', '--detach', '--wait', ...args], more)
    } catch (error) {
      const said = await this.compose(['logs', '--tail', '15'])
      throw new Error(`${(error as Error).message}\n${said}`, { cause: error })
    }
  }

  /** Ids of a service's containers. */
  async containers(service: string): Promise<string[]> {
    return (await this.compose(['ps', '--quiet', service])).split('\n').filter((id) => id !== '')
  }

  async port(service: string, port: number): Promise<number> {
    return Number((await this.compose(['port', service, String(port)])).split(':').at(-1))
  }

  /**
   * Ends the first process of a container with SIGKILL, from outside: the engine sees it die, as after a crash or
   * when memory runs out, and starts it again. `docker kill` would count as a wish of the operator, and leave it
   * down. Returns when it runs again.
   */
  async killInside(id: string, image: string): Promise<void> {
    const [pid = '', started] = await inspect(id, '{{.State.Pid}} {{.State.StartedAt}}')
    // In a container that sees the engine's processes, since the engine need not be on this machine.
    const bash = ['--entrypoint', 'bash', image, '-c', `kill -9 ${pid}`]
    await docker('run', '--rm', '--pid', 'host', '--user', '0', '--network', 'none', ...bash)
    const runsAgain = async () => {
      const [running, since] = await inspect(id, '{{.State.Running}} {{.State.StartedAt}}')
      return running === 'true' && since !== started
    }
    await waitUntil(runsAgain, { timeoutMs: RESTART_MS, everyMs: 100, what: 'the engine to start the container again' })
  }

  async down(): Promise<void> {
    await this.compose(['down', '--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '30'])
  }

  /** Containers, networks and volumes of the project that the engine still has. */
  async leftovers(): Promise<string[]> {
    const filter = ['--quiet', '--filter', `label=${LABEL}=${this.name}`]
    const found = await Promise.all([
      docker('ps', '--all', ...filter),
      docker('network', 'ls', ...filter),
      docker('volume', 'ls', ...filter),
    ])
    return found.flatMap((ids) => ids.split('\n')).filter((id) => id !== '')
  }
}

async function inspect(id: string, format: string): Promise<string[]> {
  return (await docker('inspect', '--format', format, id)).split(' ')
}

/** Takes down the leftovers of earlier runs of these tests that were killed. */
export async function sweepProjects(): Promise<void> {
  const names = (await docker('compose', 'ls', '--all', '--quiet'))
    .split('\n')
    .filter((name) => name.startsWith(PREFIX))
  for (const name of names.filter((each) => !isAlive(Number(each.slice(PREFIX.length))))) {
    await docker('compose', '--project-name', name, '--profile', 'mail', 'down', '--volumes', '--remove-orphans')
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

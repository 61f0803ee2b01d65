/**
 * Which file may use which module: the arrows of ARCHITECTURE.md as tables. Pure; `check-boundaries.ts` reads the files and
 * asks here. Tests may reach the real thing, so only the arrows and the doors bind them.
 */
import { matchesGlob } from 'node:path'

export type SourceFile = {
  /** From the repository's root: 'packages/bus/src/publish.ts'. */
  readonly path: string
  readonly imports: readonly { readonly specifier: string; readonly line: number }[]
  readonly uses: readonly { readonly what: Ambient; readonly line: number }[]
  readonly exportsAll: readonly number[]
}

export type Ambient = 'environment' | 'clock' | 'randomness'

export type Violation = { readonly path: string; readonly line: number; readonly problem: string }

/** Which of our packages a package may import. Services, the sandbox and e2e are below. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  api: [],
  events: [],
  mail: [],
  grammar: ['mail'],
  db: [],
  confined: [],
  blobs: ['db'],
  bus: ['events'],
  service: ['api', 'blobs', 'bus', 'db', 'events'],
  setup: ['events', 'mail', 'service'],
  testing: [],
  programs: [],
}
/** The pages run in a browser: of ours they know the contract alone. */
const PAGES = 'services/console/web'
const FOR_SERVICES = ['api', 'events', 'mail', 'grammar', 'db', 'blobs', 'bus', 'confined', 'service', 'setup']
const MAY_IMPORT_SERVICES = [
  'services/installer',
  'services/sandbox',
  'packages/testing',
  'e2e',
  'scripts',
  'deploy/kubernetes',
  'deploy/observability',
]

/**
 * The rooms of each package that has some, and which of them each may use: a folder, or a file at the door. Arrows go one
 * way. `service.ts` and `index.ts` are tables of contents and may name every room.
 */
export const ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'services/fetcher/src': {
    config: [],
    'fetcher-state': ['config'],
    sources: ['config'],
    ledger: ['fetcher-state', 'sources'],
    mailboxes: ['config', 'fetcher-state', 'ledger', 'sources'],
    reading: ['config', 'fetcher-state', 'ledger', 'mailboxes', 'sources'],
    receiving: ['fetcher-state', 'ledger', 'mailboxes', 'sources'],
    trial: ['config', 'ledger', 'mailboxes', 'sources'],
    restore: ['config', 'fetcher-state', 'ledger', 'mailboxes', 'reading', 'sources'],
    'on-mail-settled': ['ledger'],
    main: ['service'],
  },
  'services/parser/src': {
    config: [],
    content: [],
    judging: [],
    emitting: ['content', 'judging'],
    directory: ['config', 'judging'],
    'dry-run': ['config', 'content', 'directory', 'judging'],
    'on-mail-received': ['config', 'content', 'directory', 'emitting', 'judging'],
    main: ['service'],
  },
  'services/case/src': {
    records: [],
    directory: ['records'],
    threads: ['directory', 'records'],
    timeline: ['records', 'threads'],
    files: ['timeline'],
    html: ['files', 'timeline'],
    cases: ['directory', 'records', 'timeline'],
    answers: ['cases', 'directory', 'records', 'threads', 'timeline'],
    merges: ['cases', 'directory', 'records', 'threads', 'timeline'],
    'on-case-intent': ['answers', 'directory', 'records', 'threads', 'timeline'],
    'on-delivery-changed': ['answers', 'records'],
    main: ['service'],
  },
  'services/notifier/src': {
    config: [],
    'sending-settings-sql': [],
    words: [],
    gate: ['sending-settings-sql', 'words'],
    outbox: ['config', 'gate', 'sending-settings-sql'],
    sending: ['config', 'gate', 'outbox', 'sending-settings-sql'],
    restore: ['outbox'],
    'on-mail-requested': ['config', 'gate', 'outbox', 'words'],
    main: ['service'],
  },
  'services/console/web/src': {
    words: [],
    api: [],
    theme: [],
    'console.css': [],
    styles: ['console.css'],
    parts: ['api', 'words'],
    frame: ['api', 'parts', 'screens', 'words'],
    screens: ['api', 'parts', 'words'],
    app: ['api', 'frame', 'parts', 'screens', 'theme', 'words'],
    start: ['app', 'frame', 'words'],
    main: ['start', 'styles'],
  },
  'packages/service/src': {
    'crash-point': [],
    'in-time': [],
    http: ['in-time'],
    define: ['http'],
    'sealed-secret': ['define'],
    'signing-keys': ['define', 'sealed-secret'],
    observe: ['define', 'in-time'],
    deliver: ['crash-point', 'define', 'observe'],
    run: ['crash-point', 'define', 'deliver', 'http', 'observe'],
  },
  'packages/mail/src': {
    limits: [],
    header: ['limits'],
    thread: ['header', 'limits'],
    automatic: ['header', 'limits', 'thread'],
    trust: ['header', 'limits'],
    parts: ['header'],
    reply: [],
  },
  'packages/setup/src': {
    'setup-values': [],
    problems: [],
    sources: ['problems', 'setup-values'],
    schema: ['setup-values', 'sources'],
    completing: ['schema', 'sources'],
    checking: ['completing', 'login', 'problems', 'schema', 'sources'],
    lists: ['checking', 'problems', 'schema'],
    reading: ['checking', 'completing', 'problems', 'schema', 'sources'],
    login: ['sources'],
  },
}
const TABLES_OF_CONTENTS = ['service', 'index', 'file']
/** Doors of a package beside the one with its name: for tests; and `setup/file`, whose parsers of files no service needs. */
const DOORS: ReadonlySet<string> = new Set(['/testing', '/file'])

/** Modules that stay behind a wrapper, and the files that are one. */
const WRAPPED: readonly { readonly module: RegExp; readonly where: readonly string[] }[] = [
  { module: /^pg$/, where: ['packages/{db,testing}/src/**', '**/*-sql.ts'] },
  { module: /^node-pg-migrate$/, where: ['packages/db/src/**'] },
  { module: /^@aws-sdk\//, where: ['packages/{blobs,testing}/src/**'] },
  { module: /^@nats-io\//, where: ['packages/{bus,testing}/src/**'] },
  {
    module: /^(imapflow|smtp-server)$/,
    where: ['services/fetcher/**/sources/**', 'services/sandbox/**', 'packages/testing/src/**'],
  },
  {
    module: /^nodemailer$/,
    where: ['services/notifier/**/{smtp,send}*.ts', 'services/notifier/**/transports/**', 'services/{cli,sandbox}/**'],
  },
  {
    module: /^node:(net|tls|http|https|dgram)$/,
    where: [
      'packages/{bus,service,testing}/src/**',
      '**/sources/**',
      'services/{cli,sandbox}/**',
      '**/{hand-on,gateway}.ts',
      // Addresses and networks as values; they open no connection.
      '**/{client-of,settings,console-problems}.ts',
    ],
  },
  {
    module: /^node:fs(\/promises)?$/,
    where: [
      'packages/{db,programs,service,setup,testing}/src/**',
      '**/sources/**',
      '**/built-pages.ts',
      '**/config.ts',
      '**/main.ts',
      '**/{serve-*,scalar-script}.ts',
      'services/{cli,installer,sandbox}/**',
    ],
  },
]

const ENVIRONMENT = ['**/config.ts', 'packages/{service,setup,testing}/src/**', 'services/{cli,installer,sandbox}/**']

/** Files that decide: given the same arguments they say the same. */
const PURE = ['packages/{mail,grammar}/src/**', '**/on-*.ts', '**/decide-*.ts']

const NOT_PRODUCT = [
  'scripts/**',
  'e2e/**',
  'deploy/**',
  '*.ts',
  'packages/*/*.ts',
  'services/console/web/*.ts',
  '**/*.test.ts',
  '**/test/**',
]

/** `run-service.ts` is about services; `case-service.ts` is a kind. */
const BANNED_NAMES =
  /(^|[-/])(utils?|helpers?|common|misc|manager|impl)\.tsx?$|(?<!\/(run|start|define))-(service|repository|dto)\.ts$/

export function findViolations(file: SourceFile): Violation[] {
  const isProduct = !fits(file.path, NOT_PRODUCT)
  const problems = [
    ...file.imports.flatMap((each) => at(each.line, importProblem(file.path, each.specifier))),
    ...file.exportsAll.flatMap((line) => at(line, 'names every export: no `export *`')),
    ...at(1, BANNED_NAMES.test(file.path) ? 'is named after a kind, not after what it does' : undefined),
    ...(isProduct ? file.imports.flatMap((each) => at(each.line, wrapperProblem(file.path, each.specifier))) : []),
    ...(isProduct ? file.uses.flatMap((each) => at(each.line, ambientProblem(file.path, each.what))) : []),
  ]
  return problems.map((each) => ({ path: file.path, ...each }))
}

function importProblem(path: string, specifier: string): string | undefined {
  const own = packageOf(path)
  if (specifier.startsWith('.')) {
    const target = resolveFrom(path, specifier)
    if (own !== packageOf(target)) return `reaches into ${packageOf(target)}: import the package by its name`
    return roomProblem(path, target)
  }
  const [, name, door] = /^@tubepost\/([^/]+)(\/.*)?$/.exec(specifier) ?? []
  if (name === undefined) return undefined
  if (door !== undefined && !DOORS.has(door)) return `goes past the door of @tubepost/${name}`
  return mayImport(path, own, name) ? undefined : `${own} must not import @tubepost/${name}`
}

function mayImport(path: string, own: string, name: string): boolean {
  if (MAY_IMPORT_SERVICES.includes(own)) return true
  if (name === 'testing' || name === 'programs') return fits(path, NOT_PRODUCT)
  if (own === PAGES) return name === 'api'
  const allowed = own.startsWith('services/') ? FOR_SERVICES : (ARROWS[own.replace('packages/', '')] ?? [])
  return allowed.includes(name)
}

function roomProblem(path: string, target: string): string | undefined {
  const [folder, rooms] = Object.entries(ROOMS).find(([each]) => path.startsWith(`${each}/`)) ?? []
  if (folder === undefined || rooms === undefined || path.endsWith('.test.ts')) return undefined
  const [from, to] = [roomIn(folder, path), roomIn(folder, target)]
  if (from === to || TABLES_OF_CONTENTS.includes(from)) return undefined
  const may = rooms[from]
  if (may === undefined) return `${from} is no room of ${folder}: give it a line in ROOMS of scripts/boundary-rules.ts`
  return may.includes(to) ? undefined : `the room ${from} must not use ${to}: arrows go one way`
}

/** The first folder below, or the file at the door. */
function roomIn(folder: string, path: string): string {
  return (path.slice(folder.length + 1).split('/')[0] ?? '').replace(/\.tsx?$/, '')
}

function wrapperProblem(path: string, specifier: string): string | undefined {
  const rule = WRAPPED.find(({ module }) => module.test(specifier))
  return rule === undefined || fits(path, rule.where) ? undefined : `${specifier} belongs in ${rule.where.join(', ')}`
}

function ambientProblem(path: string, what: Ambient): string | undefined {
  if (what === 'environment') {
    return fits(path, ENVIRONMENT) ? undefined : 'reads process.env: that is for config.ts'
  }
  return fits(path, PURE) ? `decides, so the ${what} comes as an argument` : undefined
}

/** 'packages/bus', 'services/status', 'services/console/web', 'deploy/kubernetes', 'e2e', 'scripts', or '' for the root. */
function packageOf(path: string): string {
  if (path.startsWith(`${PAGES}/`)) return PAGES
  const [first = '', second = ''] = path.split('/')
  if (path === 'vitest.config.ts') return 'scripts' // it is read where the scripts' package is
  if (first === 'packages' || first === 'services' || first === 'deploy') return `${first}/${second}`
  return first === 'e2e' || first === 'scripts' ? first : ''
}

function resolveFrom(path: string, specifier: string): string {
  return new URL(specifier, `file:///${path}`).pathname.slice(1)
}

function fits(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => matchesGlob(path, glob))
}

function at(line: number, problem: string | undefined): { line: number; problem: string }[] {
  return problem === undefined ? [] : [{ line, problem }]
}

import { globSync } from 'node:fs'
import { type LogLevel, type OutputBundle, rolldown, type RolldownLog } from 'rolldown'
import { keepPlaces } from './keep-places.ts'

/** The services and the installer. The sandbox starts them, and is in no image. */
const MAINS = 'services/{fetcher,parser,status,case,notifier,console,installer}/src/main.ts'
const LIBRARIES = 'library'
const NOT_ASCII = /[^\0-\x7F]/g
const MAP_COMMENT = /\n\/\/# sourceMappingURL=.*\n?$/

/**
 * Makes a file of each service's program in `folder`, with its libraries: a thousand modules less take half the processor time to
 * start and 15 MB less memory, and what a program does not use of them is left out. What several use stands in files of its own, and
 * so does what a program loads when it needs it. Source maps name the lines of our sources; those of libraries would take four times
 * the memory of ours once the first error is logged.
 */
export async function buildPrograms(root: string, folder: string): Promise<void> {
  const mains = globSync(MAINS, { cwd: root })
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(mains.map((main) => [main.split('/')[1] ?? main, main])),
    platform: 'node',
    // An addition to pg that is not installed; pg goes on without it.
    external: ['pg-native'],
    plugins: [keepPlaces(root, folder)],
    onLog: refuse,
  })
  try {
    await bundle.write({
      dir: folder,
      format: 'esm',
      sourcemap: true,
      sourcemapExcludeSources: true,
      codeSplitting: { groups: [{ name: LIBRARIES, test: /\/node_modules\//, entriesAware: true }] },
      plugins: [{ name: 'less to hold', generateBundle: (_, files) => holdLess(files) }],
    })
  } finally {
    await bundle.close()
  }
}

/** V8 holds the text of each file, with two bytes for each sign of it once one of them is not in Latin-1. */
function holdLess(files: OutputBundle): void {
  for (const file of Object.values(files)) {
    if (file.type !== 'chunk') continue
    file.code = file.code.replace(NOT_ASCII, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
    if (!file.name.startsWith(LIBRARIES)) continue
    delete files[`${file.fileName}.map`]
    file.code = file.code.replace(MAP_COMMENT, '')
  }
}

/** Each warning is of something that would be missing where the program runs: a library, or an export. */
function refuse(level: LogLevel, { message }: RolldownLog): void {
  if (level === 'warn') throw new Error(message)
}

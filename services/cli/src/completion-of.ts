import type { Command, Option } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** Words and options of commands stand in the script itself, so that completing asks nobody. */
export function completionOf(program: Command, shell: (typeof SHELLS)[number]): string {
  const places = placesIn(program, [])
  if (shell === 'fish') return fishScript(places)
  // A shell in which nobody has completion yet loads it first; zsh's reads scripts for bash.
  const first =
    '(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\nautoload -Uz bashcompinit && bashcompinit\n'
  return shell === 'zsh' ? first + bashScript(places) : bashScript(places)
}

/** A command, and what may follow it. */
interface Place {
  /** Its words without `tubepost`. */
  readonly at: string
  readonly commands: readonly string[]
  readonly options: readonly Option[]
}

function placesIn(command: Command, path: readonly string[]): Place[] {
  const options = command.options.filter(({ long }) => typeof long === 'string')
  const commands = command.commands.map((each) => each.name())
  return [
    { at: path.join(' '), commands, options },
    ...command.commands.flatMap((each) => placesIn(each, [...path, each.name()])),
  ]
}

const isForFile = ({ flags }: Option): boolean => flags.includes('<file>')

// The name `path` would be the path of commands in zsh. Where nothing fits, the shell offers files (`-o default`).
const bashScript = (places: readonly Place[]): string => `_tubepost() {
  local at='' word next=''
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "\${at:+$at }$word" in
      ${places.flatMap(({ at }) => (at === '' ? [] : [`'${at}'`])).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at \${COMP_WORDS[COMP_CWORD - 1]}" in
${places.flatMap(valueCases).join('\n')}
    *)
      case $at in
${places.map(({ at, commands, options }) => `        '${at}') next='${[...commands, ...options.map(({ long }) => long)].join(' ')}' ;;`).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _tubepost tubepost
`

/** After an option its values are offered, where they are known. */
function valueCases({ at, options }: Place): string[] {
  return options
    .filter(({ required }) => required)
    .map(({ long, argChoices = [] }) => `    '${at} ${long}') next='${argChoices.join(' ')}' ;;`)
}

const fishScript = (places: readonly Place[]): string => `function __tubepost_at
  set -l at
  for word in (commandline -opc)[2..-1]
    set -l further (string join -- ' ' $at $word)
    switch $further
      case ${places.flatMap(({ at }) => (at === '' ? [] : [`'${at}'`])).join(' ')}
        set at $further
    end
  end
  test "$at" = "$argv[1]"
end
complete -c tubepost -f
${places.flatMap(fishLines).join('\n')}
`

function fishLines({ at, commands, options }: Place): string[] {
  const here = `complete -c tubepost -n "__tubepost_at '${at}'"`
  return [
    ...commands.map((word) => `${here} -a ${word}`),
    ...options.map((option) => {
      const { long, required, argChoices = [] } = option
      const value = required ? ` -r${isForFile(option) ? ' -F' : ''}` : ''
      return `${here} -l ${long?.slice(2)}${value}${argChoices.length > 0 ? ` -a '${argChoices.join(' ')}'` : ''}`
    }),
    // Steps of the installer take files.
    ...(TAKE_FILES.has(at) ? [`${here} -F`] : []),
  ]
}

const TAKE_FILES: ReadonlySet<string> = new Set(['check', 'apply', 'restore'])

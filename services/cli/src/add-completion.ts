import { Argument, type Command } from 'commander'
import { completionOf, SHELLS } from './completion-of.ts'

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices([...SHELLS]))
    .description('prints what completes commands in a shell: source <(tubepost completion bash)')
    .action((shell: (typeof SHELLS)[number]) => void process.stdout.write(completionOf(program, shell)))
}

// Characters that command a terminal, or turn the direction of what follows (Unicode UAX #9).
const COMMANDS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** Lines as they may stand in a terminal: a file that somebody checks may be anybody's. */
const plainLines = (text: string): string =>
  `${text
    .split('\n')
    .map((line) => line.replace(COMMANDS, ' '))
    .join('\n')}\n`

/** For a person at a terminal, or at `docker compose logs`: lines, not records. */
export const say = (line: string): void => void process.stdout.write(plainLines(line))
export const complain = (line: string): void => void process.stderr.write(plainLines(line))

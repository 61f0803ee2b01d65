// Characters that command a terminal, begin a line, or turn the direction of what follows (Unicode UAX #9).
const COMMANDS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** A text of others as it may stand in a terminal: one line, with a space for each run of control characters. */
export const plainText = (text: string): string => text.replace(COMMANDS, ' ')

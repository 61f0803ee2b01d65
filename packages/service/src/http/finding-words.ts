/** As much of a finding of ajv or TypeBox as a sentence needs. */
interface Finding {
  readonly instancePath: string
  readonly keyword: string
  readonly params: unknown
  readonly message?: string | undefined
}

// Nobody reads more; a broken body can have thousands.
const MOST_PROBLEMS = 20

/** Findings of a schema for a person, who does not know its words, each with its place. @param whole names the top */
export function findingWords(findings: readonly Finding[], whole: string): string {
  const problems = findings.slice(0, MOST_PROBLEMS).map((finding) => {
    const at = finding.instancePath.slice(1).replaceAll('/', '.') || whole
    return `${at}: ${inWords(finding)}`
  })
  const more = findings.length - problems.length
  return [...problems, ...(more > 0 ? [`and ${more} more problems`] : [])].join('; ')
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a JSON object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'an RFC 3339 time with its offset, such as 2014-08-16T09:00:00-04:00',
  date: 'a day such as 2014-08-16',
  uuid: 'a UUID',
}

function inWords({ keyword, params, message = 'is not valid' }: Finding): string {
  const of = params as Readonly<Record<string, unknown>>
  const limit = String(of['limit'])
  switch (keyword) {
    case 'additionalProperties':
      return `${quoted(of['additionalProperty'] ?? of['additionalProperties'])} is not known here`
    case 'required':
      return `${quoted(of['missingProperty'] ?? of['requiredProperties'])} is missing`
    case 'enum':
      return `must be one of: ${(of['allowedValues'] as readonly unknown[]).join(', ')}`
    case 'type':
      return `must be ${TYPES[String(of['type'])] ?? String(of['type'])}`
    case 'format':
      return `must be ${FORMATS[String(of['format'])] ?? String(of['format'])}`
    case 'minLength':
      return limit === '1' ? 'is empty' : `must have at least ${limit} characters`
    case 'maxLength':
      return `is longer than ${limit} characters`
    case 'minItems':
      return limit === '1' ? 'must hold at least one entry' : `must hold at least ${limit} entries`
    case 'maxItems':
      return `must hold ${limit} entries at most`
    case 'minimum':
      return `must be at least ${limit}`
    case 'maximum':
      return `must be at most ${limit}`
    case 'uniqueItems':
      return 'holds an entry twice'
    default:
      return message
  }
}

/** One name, or several of TypeBox. */
const quoted = (names: unknown): string =>
  [names]
    .flat()
    .map((name) => `"${String(name)}"`)
    .join(', ')

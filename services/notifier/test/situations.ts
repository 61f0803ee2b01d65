import type { Situation } from '@tubepost/setup/testing'
import { smtpProblem, SMTP_NETWORK_CODES } from '../src/sending/smtp-errors.ts'
import { exampleModel } from '../src/words/template-models.ts'
import { templateProblems } from '../src/words/template-problems.ts'

const ACCOUNT = { host: 'smtp.example.com', username: 'status@example.com', password: 'secret' }
const translated = (situation: string, error: object): Situation => ({
  situation,
  produce: () => smtpProblem(error, ACCOUNT).text,
})

/** The messages about the outgoing mail server: at replies that wait, and in the log of the notifier. */
export const sendingSituations: readonly Situation[] = [
  translated('the server refuses the log-in', {
    code: 'EAUTH',
    responseCode: 535,
    response: '535 5.7.8 Bad credentials',
  }),
  translated('TLS is expected where the server speaks plain text', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
  translated('STARTTLS is expected where there is none', { code: 'ETLS' }),
  translated('the certificate is not trusted', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
  translated('the server refuses', { responseCode: 554, response: '554 no service here' }),
  translated('anything else', { code: 'EOTHER' }),
  ...SMTP_NETWORK_CODES.map((code) => translated(`the connection fails with ${code}`, { code })),
]

const reader = { locale: 'en-US', timeZone: 'UTC', language: 'en' }
const template = (situation: string, text: string, subject = 'Hello'): Situation => ({
  situation,
  produce: () => templateProblems('status-set', { subject, text }, exampleModel('status-set'), reader).join('; '),
})

/** The messages about a template, when it is saved. */
export const templateSituations: readonly Situation[] = [
  template('an output is not closed', '{{ status'),
  template('a tag is not closed', '{% if status'),
  template('a tag has no end', '{% if status %}x'),
  template('an end has no tag', '{% endif %}'),
  template('a loop is written in another way', '{% for warnings %}x{% endfor %}'),
  template('a condition has no value', '{% if %}x{% endif %}'),
  template('an output begins with a filter', '{{ | upcase }}'),
  template('a comparison with one =', '{% if status = 1 %}x{% endif %}'),
  template('a tag has no name', '{% %}'),
  template('a condition has two {% else %}', '{% if status %}{% else %}{% else %}{% endif %}'),
  template('a value is called like a function', '{{ status.upcase() }}'),
  template('a cycle has no values', '{% cycle %}'),
  template('a tag of {% liquid %} has no end', '{% liquid\nif status\n%}'),
  template('a name has no value', '{% assign x %}'),
  template('a bracket is not closed', '{{ warnings[ }}'),
  template('a variable is misspelt', '{{ stauts }}'),
  template('a filter is misspelt', '{{ status | upcse }}'),
  template('a tag is misspelt', '{% fro x in y %}'),
  template('a loop is too long', '{% for a in (1..100000000) %}x{% endfor %}'),
  template('the text is empty', ''),
  template('the subject renders empty', 'Hello', ' '),
  template('the subject has two lines', 'Hello', 'a\nb'),
  template('the subject is too long', 'Hello', 'x'.repeat(201)),
]

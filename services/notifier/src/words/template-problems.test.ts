import { expect, test } from 'vitest'
import { builtInTemplates } from './built-in-templates.ts'
import { TEMPLATE_NAMES } from './built-in-templates/template-words.ts'
import { renderTemplate } from './render-template.ts'
import { exampleModel } from './template-models.ts'
import { templateProblems } from './template-problems.ts'

const reader = { locale: 'en-US', timeZone: 'UTC', language: 'en' }
const problems = (text: string, subject = 'Hello') =>
  templateProblems('status-set', { subject, text }, exampleModel('status-set'), reader)

test('the built-in templates have no problem', () => {
  for (const { templates } of Object.values(builtInTemplates)) {
    for (const name of TEMPLATE_NAMES) {
      expect(templateProblems(name, templates[name], exampleModel(name), reader)).toEqual([])
    }
  }
})

test('all problems of subject and text are listed at once, with their lines', () => {
  const text = 'Hello {{ persn }},\n\n{{ status | upcse }}\n{% fro x in y %}\n'
  expect(problems(text, '{% if comment %}x')).toEqual([
    'subject, line 1: {% if comment %} has no end; add its {% endif %}',
    expect.stringMatching(/^text, line 3: there is no filter upcse; did you mean upcase/),
    expect.stringMatching(/^text, line 4: there is no tag fro; did you mean for/),
  ])
})

test.each([
  ['{{ status', '{{ status is not closed; add its }}, or the quote that is missing before it'],
  ['{% if status', '{% if status is not closed; add its %}, or the quote that is missing before it'],
  ['{% for each in warnings %}x', '{% for each in warnings %} has no end; add its {% endfor %}'],
  ['{% for warnings %}x{% endfor %}', '{% for warnings %} cannot be read; a loop is written {% for each in list %}'],
  ['{% endif %}', '{% endif %} ends or divides nothing; remove it, or add the tag before it that it belongs to'],
  ['{% if %}x{% endif %}', 'a value is missing here'],
  ['{{ | upcase }}', '"| upcase" is no value; begin with one, as in {{ status | upcase }}'],
  ['{% if status = 1 %}x{% endif %}', 'something follows a value here; compare with ==, and begin a filter with |'],
  ['{% %}', 'the name of a tag is missing after {%'],
  ['{% assign x %}', 'a name is missing or has no value; write {% assign name = value %} or {% capture name %}'],
  ['{{ warnings[ }}', 'a [ is not closed; add its ]'],
  [
    '{% if a %}{% else %}{% else %}{% endif %}',
    'a second {% else %} stands in one condition; remove it, or write {% elsif … %}',
  ],
  ['{{ status.upcase() }}', 'a value is wanted before ")"; brackets of a call have no meaning here'],
  ['{% cycle %}', '{% cycle %} has nothing to choose from; write {% cycle "a", "b" %}'],
])('the mistake in %s is explained in words', (text, said) => {
  expect(problems(text)).toEqual([`text, line 1: ${said}`])
})

test('a tag within {% liquid %} has its own end, without signs', () => {
  expect(problems('{% liquid\nif status\n%}')).toEqual(['text, line 2: if status has no end; add its endif'])
})

test('an unknown variable is named with the closest known one, in every branch', () => {
  const text = '{{ duback }}\n{% if comment == "never" %}{{ stauts }}{% endif %}\n{{ dueBack | when }}'
  expect(problems(text)).toEqual([
    expect.stringMatching(/^text, line 1: there is no duback in the model; did you mean dueBack; there are comment, /),
    expect.stringMatching(/^text, line 2: there is no stauts in the model; did you mean status;/),
  ])
})

test('an unknown field of a list’s entry is named', () => {
  const text = '{% for each in statuses %}{{ each.nme }}{% endfor %}'
  const found = templateProblems(
    'status-not-understood',
    { subject: 'x', text },
    exampleModel('status-not-understood'),
    reader,
  )
  expect(found).toEqual([expect.stringContaining('each.nme')])
})

test.each([
  ['{{ nothing }}', 'there is no nothing'],
  ['  ', 'renders empty'],
  ['a\nb', 'renders to 2 lines'],
  ['a\u2028b', 'renders to 2 lines'],
  ['x'.repeat(201), 'renders to 201 characters'],
  ['x'.repeat(1_001), 'at most 1000'],
])('the subject %j is refused', (subject, said) => {
  expect(problems('Hello', subject).join()).toContain(said)
})

test.each([
  ['', 'is empty'],
  ['x'.repeat(20_001), 'at most 20000'],
])('a text of the wrong size is refused', (text, said) => {
  expect(problems(text).join()).toContain(said)
})

test.each([
  "{% include '/etc/passwd' %}",
  "{% render '/etc/passwd' %}",
  "{% layout 'x' %}",
  '{% block a %}{% block a %}{% endblock %}{% endblock %}',
  "{% liquid\n include 'x' %}",
  '{{ person | raw }}',
])('%s has no way to other templates and files', (text) => {
  expect(problems(text).join()).toMatch(/there is no (tag|filter) (include|render|layout|block|raw)/)
})

test.each([
  "{{constructor.constructor('return process')()}}",
  '{{ person.constructor }}',
  '{{ person.__proto__ }}',
  '{{ __proto__ }}',
  '{{ warnings.constructor.name }}',
  '{{ toString }}',
  '{{ warnings["constructor"] }}',
  "{{ warnings | map: 'constructor' | first }}",
  "{{ warnings | where_exp: 'w', 'w.constructor' | first }}",
])('%s reaches no prototype', (text) => {
  let shown = ''
  try {
    shown = renderTemplate({ subject: 'x', text }, exampleModel('status-set'), reader).text
  } catch {}
  expect(shown.trim()).toBe('')
})

test.each([
  ['an endless loop', '{% for a in (1..100000000) %}x{% endfor %}'],
  ['loops within loops', '{% for a in (1..3000) %}{% for b in (1..3000) %}{{ b }}{% endfor %}{% endfor %}'],
  ['a bomb', '{% assign s = "xxxxxxxxxx" %}{% for a in (1..100) %}{% assign s = s | append: s %}{% endfor %}'],
  [
    'a big list',
    "{% assign s = 'a,' %}{% for a in (1..25) %}{% assign s = s | append: s %}{% endfor %}{{ s | split: ',' }}",
  ],
])('%s is stopped', (_, text) => {
  expect(problems(text).join()).toContain('limit exceeded')
})

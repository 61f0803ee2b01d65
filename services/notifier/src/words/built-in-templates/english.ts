import type { TemplateWords } from './template-words.ts'

export const english: TemplateWords = {
  templates: {
    'case-opened': {
      subject: '[{{ number }}] We have your mail',
      text: `Hello{% if person != '' %} {{ person }}{% endif %},

We have your mail{% if subject %} "{{ subject }}"{% endif %}, and somebody will look at it. Its number is {{ number }}.

To add something, answer this mail.

{{ organisation }}
`,
    },
    'status-not-understood': {
      subject: 'Your status was not changed',
      text: `Hello {{ person }},

{% case code -%}
{% when 'empty' -%}
Your mail had an empty subject, so your status was not changed.
{% when 'forwarded' -%}
Your mail is a forward, and the subject of a forward is somebody else's. Your status was not changed.
{% when 'due_required' -%}
The status you chose needs a time when you are back. Your status was not changed.
{% when 'past_date' -%}
The time you gave has passed. Your status was not changed.
{% else -%}
The subject of your mail does not begin with a status, so your status was not changed.
{% endcase %}
You wrote:

    {{ subject | default: '(nothing)' }}
{% if suggestions.size > 0 %}
Did you mean {{ suggestions | join_words: 'or' }}?
{% endif %}
A subject is a status, then when you are back, then a comment; only the status is needed:

    {{ example | default: 'Out' }} 1d 9am call my cell

These are the statuses. Click one to begin a mail that sets it:
{% for status in statuses %}
  {{ status.name }}{% if status.aliases.size > 0 %} (or {{ status.aliases | join: ', ' }}){% endif %}{% if status.due == 'required' %}, with a time{% endif %}
    mailto:{{ mailbox | mailto }}?subject={{ status.name | url_path }}
{%- endfor %}
{% if isLast %}
Since nobody vouches for the sender of these mails, no more than two like this one go out within an hour, and this is the second. Subjects that can be read:
{% for subject in examples %}
    {{ subject }}
{%- endfor %}
{% endif %}
{{ organisation }}
`,
    },
    'status-set': {
      subject: 'Your status is {{ status }}',
      text: `Hello {{ person }},

Your status is {{ status }}{% if dueBack %} until {{ dueBack | when }}{% endif %}.
{% if comment %}
Comment: {{ comment }}
{% endif %}{% for warning in warnings %}
Please note: {{ warning | sentence }}
{% endfor %}{% if isGuess %}
Read as {{ status }}{% if dueBack %} until {{ dueBack | when }}{% else %}, with no time of return{% endif %}; reply with a new subject to change it.
{% endif %}{% if undo %}
To undo this, click here and send the mail that opens:

    mailto:{{ mailbox | mailto }}?subject={{ undo | url_path }}
{% endif %}
{{ organisation }}
`,
    },
    'status-superseded': {
      subject: 'Your status is still {{ status }}',
      text: `Hello {{ person }},

Your mail asked for the status {{ asked }}, but it was sent before your present status was set. It changed nothing.

Your status is {{ status }}{% if dueBack %} until {{ dueBack | when }}{% endif %}.
{% if comment %}
Comment: {{ comment }}
{% endif %}
To set what your mail said, click here and send the mail that opens:

    mailto:{{ mailbox | mailto }}?subject={{ subject | url_path }}

{{ organisation }}
`,
    },
  },
  warnings: {
    read_as_pm: 'Your time came without am or pm, so it was taken as the afternoon’s.',
    shifted_to_tomorrow: 'The time you gave had passed, so it was taken as tomorrow’s.',
    far_date: 'The date you gave is more than half a year away.',
    other_date_order: 'Day and month of your date only make sense the other way round, so it was read that way.',
    unread_time: 'Your comment names a time, but no time of return was read.',
    approximate: 'The time you gave is a rough one; it is shown as if it were exact.',
    weekday_mismatch: 'The weekday you wrote is not that of the date, so the date counts.',
    loosely_read: 'Your time was written in an unusual way; please check how it was read.',
    zone_ignored: 'Abbreviations of time zones are not read; the time was taken in your own time zone.',
    range_ignored: 'A span of time is not read as your return; it was kept as a comment.',
    subject_cut: 'Your subject was very long, and its end was left out.',
    body_not_kept: 'Your mail was larger than this mailbox takes; its subject was read, and the rest was not kept.',
  },
}

/** A mail's words. `text` is Liquid; what is put in is text, for there is no HTML part that could turn it into markup. */
export interface Template {
  readonly subject: string
  readonly text: string
}

/** The built-in templates by name. Every value a template shows comes from the model of the request. */
export const templates: Readonly<Record<string, Template>> = {
  'status-not-understood': {
    subject: 'Your status was not changed',
    text: `Hello {{ person }},

{% case code -%}
{% when 'empty' -%}
your mail had an empty subject, so your status was not changed.
{% when 'forwarded' -%}
your mail is a forward, and the subject of a forward is somebody else's. Your status was not changed.
{% when 'due_required' -%}
the status you chose needs a time when you are back. Your status was not changed.
{% when 'past_date' -%}
the time you gave has passed. Your status was not changed.
{% else -%}
the subject of your mail does not begin with a status, so your status was not changed.
{% endcase %}
You wrote:

    {{ subject | default: '(nothing)' }}
{% if suggestions.size > 0 %}
Did you mean {% for name in suggestions %}{% unless forloop.first %}{% if forloop.last %} or {% else %}, {% endif %}{% endunless %}{{ name }}{% endfor %}?
{% endif %}
A subject is a status, then when you are back, then a comment; only the status is needed:

    {{ example | default: 'Out' }} 1d 9am call my cell

These are the statuses. Click one to begin a mail that sets it:
{% for status in statuses %}
  {{ status.name }}{% if status.aliases.size > 0 %} (or {{ status.aliases | join: ', ' }}){% endif %}{% if status.due == 'required' %}, with a time{% endif %}
    mailto:{{ mailbox | mailto }}?subject={{ status.name | url_path }}
{%- endfor %}

{{ organisation }}
`,
  },
  'status-set': {
    subject: 'Your status is {{ status }}',
    text: `You are {{ status }}{% if dueBack %} until {{ dueBack | clock }}{% endif %}.
{% if comment %}
Comment: {{ comment }}
{% endif %}
{{ organisation }}
`,
  },
}

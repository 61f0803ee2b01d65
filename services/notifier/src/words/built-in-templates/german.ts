import type { TemplateWords } from './template-words.ts'

export const german: TemplateWords = {
  templates: {
    'case-opened': {
      subject: '[{{ number }}] Ihre Mail ist angekommen',
      text: `Guten Tag{% if person != '' %} {{ person }}{% endif %},

Ihre Mail{% if subject %} „{{ subject }}“{% endif %} ist angekommen, und jemand wird sich darum kümmern. Sie hat die Nummer {{ number }}.

Wenn Sie etwas ergänzen möchten, antworten Sie auf diese Mail.

{{ organisation }}
`,
    },
    'status-not-understood': {
      subject: 'Ihr Status wurde nicht geändert',
      text: `Guten Tag {{ person }},

{% case code -%}
{% when 'empty' -%}
der Betreff Ihrer Mail war leer. Ihr Status wurde nicht geändert.
{% when 'forwarded' -%}
Ihre Mail ist eine Weiterleitung, und deren Betreff stammt von jemand anderem. Ihr Status wurde nicht geändert.
{% when 'due_required' -%}
zu diesem Status gehört die Angabe, wann Sie zurück sind. Ihr Status wurde nicht geändert.
{% when 'past_date' -%}
der angegebene Zeitpunkt ist schon vorbei. Ihr Status wurde nicht geändert.
{% else -%}
der Betreff Ihrer Mail beginnt nicht mit einem Status. Ihr Status wurde nicht geändert.
{% endcase %}
Sie haben geschrieben:

    {{ subject | default: '(nichts)' }}
{% if suggestions.size > 0 %}
Meinten Sie {{ suggestions | join_words: 'oder' }}?
{% endif %}
Ein Betreff besteht aus dem Status, der Zeit Ihrer Rückkehr und einer Bemerkung; nur der Status ist nötig:

    {{ example | default: 'Out' }} 1d 9:00 bin mobil erreichbar

Dies sind die Status. Ein Klick beginnt eine Mail, die ihn setzt:
{% for status in statuses %}
  {{ status.name }}{% if status.aliases.size > 0 %} (oder {{ status.aliases | join: ', ' }}){% endif %}{% if status.due == 'required' %}, mit Zeitangabe{% endif %}
    mailto:{{ mailbox | mailto }}?subject={{ status.name | url_path }}
{%- endfor %}
{% if isLast %}
Da niemand für den Absender dieser Mails bürgt, gehen innerhalb einer Stunde höchstens zwei wie diese hinaus, und dies ist die zweite. So lassen sich Betreffe lesen:
{% for subject in examples %}
    {{ subject }}
{%- endfor %}
{% endif %}
{{ organisation }}
`,
    },
    'status-set': {
      subject: 'Ihr Status ist {{ status }}',
      text: `Guten Tag {{ person }},

Ihr Status ist {{ status }}{% if dueBack %} bis {{ dueBack | when }}{% endif %}.
{% if comment %}
Bemerkung: {{ comment }}
{% endif %}{% for warning in warnings %}
Bitte beachten Sie: {{ warning | sentence }}
{% endfor %}{% if isGuess %}
Gelesen als {{ status }}{% if dueBack %} bis {{ dueBack | when }}{% else %} ohne Rückkehrzeit{% endif %}; antworten Sie mit einem neuen Betreff, um das zu ändern.
{% endif %}{% if undo %}
Um das rückgängig zu machen, klicken Sie hier und senden Sie die Mail ab, die sich öffnet:

    mailto:{{ mailbox | mailto }}?subject={{ undo | url_path }}
{% endif %}
{{ organisation }}
`,
    },
    'status-superseded': {
      subject: 'Ihr Status ist weiterhin {{ status }}',
      text: `Guten Tag {{ person }},

Ihre Mail wollte den Status {{ asked }} setzen, wurde aber vor Ihrem jetzigen Status abgeschickt. Sie hat nichts geändert.

Ihr Status ist {{ status }}{% if dueBack %} bis {{ dueBack | when }}{% endif %}.
{% if comment %}
Bemerkung: {{ comment }}
{% endif %}
Um zu setzen, was in Ihrer Mail stand, klicken Sie hier und senden Sie die Mail ab, die sich öffnet:

    mailto:{{ mailbox | mailto }}?subject={{ subject | url_path }}

{{ organisation }}
`,
    },
  },
  warnings: {
    read_as_pm: 'Ihre Uhrzeit stand ohne Vormittag oder Nachmittag da; sie gilt für den Nachmittag.',
    shifted_to_tomorrow: 'Der angegebene Zeitpunkt war schon vorbei, deshalb gilt er für morgen.',
    far_date: 'Das angegebene Datum liegt mehr als ein halbes Jahr entfernt.',
    other_date_order: 'Tag und Monat ergeben nur in umgekehrter Reihenfolge ein Datum und wurden so gelesen.',
    unread_time: 'Ihre Bemerkung nennt eine Zeit, es wurde aber keine Rückkehrzeit gelesen.',
    approximate: 'Die angegebene Zeit ist ungefähr; sie wird angezeigt, als wäre sie genau.',
    weekday_mismatch: 'Der Wochentag passt nicht zum Datum; es gilt das Datum.',
    loosely_read: 'Die Zeit war ungewöhnlich geschrieben; bitte prüfen Sie, wie sie gelesen wurde.',
    zone_ignored: 'Abkürzungen von Zeitzonen werden nicht gelesen; es gilt Ihre eigene Zeitzone.',
    range_ignored: 'Eine Zeitspanne gilt nicht als Rückkehrzeit; sie steht nun in der Bemerkung.',
    subject_cut: 'Der Betreff war sehr lang, sein Ende wurde weggelassen.',
    body_not_kept:
      'Ihre Mail war größer, als dieses Postfach annimmt; der Betreff wurde gelesen, der Rest nicht aufbewahrt.',
  },
}

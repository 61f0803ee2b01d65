import type { TemplateWords } from './template-words.ts'

export const spanish: TemplateWords = {
  templates: {
    'case-opened': {
      subject: '[{{ number }}] Hemos recibido su mensaje',
      text: `Hola{% if person != '' %}, {{ person }}{% endif %}:

Hemos recibido su mensaje{% if subject %} «{{ subject }}»{% endif %} y alguien se ocupará de él. Su número es {{ number }}.

Para añadir algo, responda a este mensaje.

{{ organisation }}
`,
    },
    'status-not-understood': {
      subject: 'Su estado no se ha cambiado',
      text: `Hola, {{ person }}:

{% case code -%}
{% when 'empty' -%}
El asunto de su mensaje estaba vacío, por lo que su estado no se ha cambiado.
{% when 'forwarded' -%}
Su mensaje es un reenvío, y el asunto de un reenvío es de otra persona. Su estado no se ha cambiado.
{% when 'due_required' -%}
El estado elegido debe ir seguido de la hora de su regreso. Su estado no se ha cambiado.
{% when 'past_date' -%}
El momento indicado ya ha pasado. Su estado no se ha cambiado.
{% else -%}
El asunto de su mensaje no empieza por un estado, por lo que su estado no se ha cambiado.
{% endcase %}
Usted escribió:

    {{ subject | default: '(nada)' }}
{% if suggestions.size > 0 %}
¿Quiso decir {{ suggestions | join_words: 'o' }}?
{% endif %}
Un asunto consta de un estado, el momento de su regreso y un comentario; solo el estado es necesario:

    {{ example | default: 'Out' }} 1d 9:00 localizable en el móvil

Estos son los estados. Haga clic en un enlace para empezar el mensaje que lo establece:
{% for status in statuses %}
  {{ status.name }}{% if status.aliases.size > 0 %} (o {{ status.aliases | join: ', ' }}){% endif %}{% if status.due == 'required' %}, con hora de regreso{% endif %}
    mailto:{{ mailbox | mailto }}?subject={{ status.name | url_path }}
{%- endfor %}
{% if isLast %}
Como nadie responde por el remitente de estos mensajes, no se envían más de dos por hora, y este es el segundo. Asuntos que se pueden leer:
{% for subject in examples %}
    {{ subject }}
{%- endfor %}
{% endif %}
{{ organisation }}
`,
    },
    'status-set': {
      subject: 'Su estado es {{ status }}',
      text: `Hola, {{ person }}:

Su estado es {{ status }}{% if dueBack %} hasta el {{ dueBack | when }}{% endif %}.
{% if comment %}
Comentario: {{ comment }}
{% endif %}{% for warning in warnings %}
Tenga en cuenta: {{ warning | sentence }}
{% endfor %}{% if isGuess %}
Leído como {{ status }}{% if dueBack %} hasta el {{ dueBack | when }}{% else %}, sin hora de regreso{% endif %}; responda con un asunto nuevo para cambiarlo.
{% endif %}{% if undo %}
Para deshacerlo, haga clic aquí y envíe el mensaje que se abre:

    mailto:{{ mailbox | mailto }}?subject={{ undo | url_path }}
{% endif %}
{{ organisation }}
`,
    },
    'status-superseded': {
      subject: 'Su estado sigue siendo {{ status }}',
      text: `Hola, {{ person }}:

Su mensaje pedía el estado {{ asked }}, pero se envió antes de que se estableciera su estado actual. No ha cambiado nada.

Su estado es {{ status }}{% if dueBack %} hasta el {{ dueBack | when }}{% endif %}.
{% if comment %}
Comentario: {{ comment }}
{% endif %}
Para establecer lo que decía su mensaje, haga clic aquí y envíe el mensaje que se abre:

    mailto:{{ mailbox | mailto }}?subject={{ subject | url_path }}

{{ organisation }}
`,
    },
  },
  warnings: {
    read_as_pm: 'La hora no decía si era de la mañana o de la tarde; se ha tomado como de la tarde.',
    shifted_to_tomorrow: 'El momento indicado ya había pasado, así que se ha tomado el de mañana.',
    far_date: 'La fecha indicada queda a más de medio año.',
    other_date_order: 'El día y el mes solo forman una fecha en el orden inverso, y así se han leído.',
    unread_time: 'Su comentario nombra un momento, pero no se ha leído ningún regreso.',
    approximate: 'El momento indicado es aproximado; se muestra como si fuera exacto.',
    weekday_mismatch: 'El día de la semana no es el de la fecha, así que vale la fecha.',
    loosely_read: 'El momento estaba escrito de forma poco común; compruebe cómo se ha leído.',
    zone_ignored: 'Las abreviaturas de zonas horarias no se leen; vale su propia zona horaria.',
    range_ignored: 'Un intervalo de tiempo no se lee como regreso; se ha conservado como comentario.',
    subject_cut: 'El asunto era muy largo y se ha omitido su final.',
    body_not_kept:
      'Su correo era mayor de lo que admite este buzón; se ha leído el asunto y el resto no se ha conservado.',
  },
}

import type { TemplateWords } from './template-words.ts'

export const french: TemplateWords = {
  templates: {
    'case-opened': {
      subject: '[{{ number }}] Nous avons reçu votre message',
      text: `Bonjour{% if person != '' %} {{ person }}{% endif %},

Nous avons reçu votre message{% if subject %} « {{ subject }} »{% endif %}, et quelqu’un va s’en occuper. Il porte le numéro {{ number }}.

Pour ajouter quelque chose, répondez à ce message.

{{ organisation }}
`,
    },
    'status-not-understood': {
      subject: 'Votre statut n’a pas été modifié',
      text: `Bonjour {{ person }},

{% case code -%}
{% when 'empty' -%}
L’objet de votre message était vide. Votre statut n’a pas été modifié.
{% when 'forwarded' -%}
Votre message est un transfert, et son objet est donc celui de quelqu’un d’autre. Votre statut n’a pas été modifié.
{% when 'due_required' -%}
Le statut choisi doit être suivi de l’heure de votre retour. Votre statut n’a pas été modifié.
{% when 'past_date' -%}
Le moment indiqué est déjà passé. Votre statut n’a pas été modifié.
{% else -%}
L’objet de votre message ne commence pas par un statut. Votre statut n’a pas été modifié.
{% endcase %}
Vous avez écrit :

    {{ subject | default: '(rien)' }}
{% if suggestions.size > 0 %}
Vouliez-vous dire {{ suggestions | join_words: 'ou' }} ?
{% endif %}
Un objet se compose d’un statut, du moment de votre retour et d’un commentaire ; seul le statut est nécessaire :

    {{ example | default: 'Out' }} 1d 9:00 joignable sur mon portable

Voici les statuts. Cliquez sur un lien pour préparer le message qui le définit :
{% for status in statuses %}
  {{ status.name }}{% if status.aliases.size > 0 %} (ou {{ status.aliases | join: ', ' }}){% endif %}{% if status.due == 'required' %}, avec une heure de retour{% endif %}
    mailto:{{ mailbox | mailto }}?subject={{ status.name | url_path }}
{%- endfor %}
{% if isLast %}
Comme personne ne se porte garant de l’expéditeur de ces messages, il n’en part pas plus de deux par heure, et celui-ci est le deuxième. Des objets qui peuvent être lus :
{% for subject in examples %}
    {{ subject }}
{%- endfor %}
{% endif %}
{{ organisation }}
`,
    },
    'status-set': {
      subject: 'Votre statut est {{ status }}',
      text: `Bonjour {{ person }},

Votre statut est {{ status }}{% if dueBack %} jusqu’au {{ dueBack | when }}{% endif %}.
{% if comment %}
Commentaire : {{ comment }}
{% endif %}{% for warning in warnings %}
À noter : {{ warning | sentence }}
{% endfor %}{% if isGuess %}
Lu comme {{ status }}{% if dueBack %} jusqu’au {{ dueBack | when }}{% else %}, sans heure de retour{% endif %} ; répondez avec un nouvel objet pour le changer.
{% endif %}{% if undo %}
Pour annuler, cliquez ici et envoyez le message qui s’ouvre :

    mailto:{{ mailbox | mailto }}?subject={{ undo | url_path }}
{% endif %}
{{ organisation }}
`,
    },
    'status-superseded': {
      subject: 'Votre statut reste {{ status }}',
      text: `Bonjour {{ person }},

Votre message demandait le statut {{ asked }}, mais il a été envoyé avant que votre statut actuel ne soit défini. Il n’a rien changé.

Votre statut est {{ status }}{% if dueBack %} jusqu’au {{ dueBack | when }}{% endif %}.
{% if comment %}
Commentaire : {{ comment }}
{% endif %}
Pour définir ce que disait votre message, cliquez ici et envoyez le message qui s’ouvre :

    mailto:{{ mailbox | mailto }}?subject={{ subject | url_path }}

{{ organisation }}
`,
    },
  },
  warnings: {
    read_as_pm: 'L’heure indiquée ne précisait ni matin ni après-midi ; elle a été prise pour l’après-midi.',
    shifted_to_tomorrow: 'Le moment indiqué était déjà passé ; il a été reporté au lendemain.',
    far_date: 'La date indiquée est à plus de six mois.',
    other_date_order: 'Le jour et le mois ne forment une date que dans l’ordre inverse ; ils ont été lus ainsi.',
    unread_time: 'Votre commentaire indique un moment, mais aucun retour n’a été lu.',
    approximate: 'Le moment indiqué est approximatif ; il est affiché comme s’il était exact.',
    weekday_mismatch: 'Le jour de la semaine ne correspond pas à la date ; c’est la date qui compte.',
    loosely_read: 'Le moment était écrit d’une façon inhabituelle ; vérifiez comment il a été lu.',
    zone_ignored: 'Les abréviations de fuseaux horaires ne sont pas lues ; c’est votre propre fuseau qui compte.',
    range_ignored: 'Une plage horaire n’est pas lue comme un retour ; elle a été gardée en commentaire.',
    subject_cut: 'L’objet était très long ; sa fin a été omise.',
    body_not_kept:
      'Votre message dépassait la taille que prend cette boîte ; l’objet a été lu, le reste n’a pas été conservé.',
  },
}

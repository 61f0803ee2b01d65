import type { AlertWords } from './alert-words.ts'

export const words: AlertWords = {
  TubepostMailboxDown: {
    sentence: 'Personne ne lit la boîte {mailbox}',
    about:
      'Depuis 5 minutes, aucune réplique du fetcher n’a la boîte ouverte (en SMTP : n’écoute pour elle). Les mails qui lui sont adressés attendent sur le serveur.',
  },
  TubepostMailboxNotPolled: {
    sentence: 'La boîte {mailbox} n’a pas été parcourue entièrement depuis {duration}',
    about:
      'La boîte peut passer pour ouverte, mais son dossier n’a pas été parcouru entièrement depuis 9 minutes de plus que son intervalle de relève.',
  },
  TubepostMailboxRefuses: {
    sentence: {
      one: '{count} mail réglé de {mailbox} ne peut être marqué, déplacé ni supprimé',
      other: '{count} mails réglés de {mailbox} ne peuvent être marqués, déplacés ni supprimés',
    },
    about:
      'Le serveur ne fait pas des mails réglés ce que dit la règle de la boîte. Rien n’est perdu ; la boîte se remplit.',
  },
  TubepostMailNotTaken: {
    sentence: 'Aucun mail n’est accepté par SMTP depuis dix minutes ({code})',
    about:
      '`not_stored` : les expéditeurs reçoivent 451 et reviennent. `not_opened` : aucun port n’est ouvert, car les octets des mails ne peuvent être gardés là où la configuration le dit.',
  },
  TubepostMailNeedsALook: {
    sentence: {
      one: '{count} mail n’a pas été traité et demande l’avis de quelqu’un',
      other: '{count} mails n’ont pas été traités et demandent l’avis de quelqu’un',
    },
    about:
      'Après un changement de ses UID, un dossier a montré des mails qui auraient dû être connus et ne l’étaient pas. Ils ne sont pas traités tant que personne n’en décide.',
  },
  TubepostMailWaits: {
    sentence: 'Un mail attend d’être réglé depuis {duration}',
    about:
      'Les mails sont d’ordinaire réglés en quelques secondes. `taken` : le broker ne l’a pas reçu. `published` : un service ne le traite pas.',
  },
  TubepostConsumerBehind: {
    sentence: {
      one: '{consumer} prend du retard sur {stream} : {count} événement attend, et davantage chaque minute',
      other: '{consumer} prend du retard sur {stream} : {count} événements attendent, et davantage chaque minute',
    },
    about: 'Le service en fait moins qu’il n’en arrive.',
  },
  TubepostIntegratorBehind: {
    sentence: {
      one: '{consumer} n’a pas confirmé {count} événement de {stream}',
      other: '{consumer} n’a pas confirmé {count} événements de {stream}',
    },
    about:
      'Depuis une heure, le programme raccordé ne les a jamais tous eus. Les flux gardent 30 jours au plus, et FACT abandonne ses plus anciens événements quand sa part du disque est pleine.',
  },
  TubepostDeadLetters: {
    sentence: {
      one: '{count} événement abandonné de {consumer}',
      other: '{count} événements abandonnés de {consumer}',
    },
    about:
      'Le service a abandonné des événements après huit essais. Les mails qui sont derrière comptent comme échoués jusqu’à ce que quelqu’un les fasse traiter à nouveau ou les écarte.',
  },
  TubepostOutboxStuck: {
    sentence: 'Des événements de {service} attendent le broker depuis {duration}',
    about:
      'Ils se trouvent dans les envois du service et ne sont perdus pour personne, mais leur flux ne les prend pas.',
  },
  TubepostBooksDiffer: {
    sentence: {
      one: 'Le registre et le journal diffèrent de {count} mail',
      other: 'Le registre et le journal diffèrent de {count} mails',
    },
    about:
      'Le registre du fetcher et le journal de la console ne comptent pas les mêmes mails, et ce qui est en route ne l’explique pas.',
  },
  TubepostCountsDiffer: {
    sentence: 'Les comptes tenus de {service} étaient faux de {count}',
    about:
      'Tout est recompté chaque nuit. Les comptes qui différaient sont corrigés, mais quelque chose avait modifié des lignes sans les compter.',
  },
  TubepostSettlementConflicts: {
    sentence: 'Des mails ont été réglés deux fois',
    about:
      'Un règlement est arrivé pour un mail qui en avait déjà un. Le premier compte ; qu’il y en ait eu un second est une erreur d’un service.',
  },
  TubepostInterrupted: {
    sentence: '{service} a été interrompu {count} fois en 15 minutes ({what})',
    about: 'Un consommateur ou une boucle s’interrompt et recommence, encore et encore.',
  },
  TubepostRepliesStuck: {
    sentence: 'Une réponse attend d’être envoyée depuis {duration}',
    about: 'Le serveur de mail sortant ne la prend pas, ou personne n’envoie.',
  },
  TubepostRepliesRefused: {
    sentence: '{percent} des réponses sont refusées définitivement',
    about:
      'Le serveur de mail sortant, ou ceux qui sont derrière, refusent plus d’un dixième de nos réponses : un réglage est faux, ou l’on nous prend pour du spam.',
  },
  TubepostLoopGuardTripped: {
    sentence: 'Une réponse a été retenue : {brake}',
    about:
      'Une réponse serait partie vers une machine qui répond aux nôtres, ou vers nous-mêmes. Elle est retenue, et aucun mail n’est sorti.',
  },
  TubepostReplyBudgetSpent: {
    sentence: 'Des réponses sont retenues parce qu’un quota est épuisé : {brake}',
    about:
      'Plus de réponses ont été demandées que les limites n’en permettent pour un destinataire, ou pour tous ensemble.',
  },
  TubepostNoMailServer: {
    sentence: {
      one: '{count} réponse attend qu’un serveur de mail soit configuré',
      other: '{count} réponses attendent qu’un serveur de mail soit configuré',
    },
    about: 'Aucun serveur de mail sortant n’est réglé. Ce qui attend plus de deux jours reste pour une personne.',
  },
  TubepostRepliesHeld: {
    sentence: {
      one: '{count} réponse attend quelqu’un ({brake})',
      other: '{count} réponses attendent quelqu’un ({brake})',
    },
    about: 'Depuis un jour, personne ne les a libérées ni écartées.',
  },
  TubepostServiceDown: {
    sentence: 'Aucune réplique de {service} ne répond',
    about: 'Prometheus ne lit aucune mesure du service. Rien n’est perdu ; ce qu’il fait est arrêté.',
  },
  TubepostReplicaDown: {
    sentence: '{instance} ne répond pas',
    about: 'Prometheus connaît une réplique et ne peut pas la lire. Les autres font son travail.',
  },
  TubepostBrokerCertificateEnds: {
    sentence: 'Le certificat du broker expire dans {duration}',
    about: 'Dès lors, aucun service qui démarre, ou qui perd sa connexion, n’atteint le broker.',
  },
  TubepostStreamFilling: {
    sentence: 'Le flux {stream} est plein à {percent}',
    about:
      'MAIL et INTENT n’acceptent plus d’événements quand ils sont pleins. Ils sont dimensionnés pour sept jours à la pointe indiquée et ne rendent de la place que par l’âge (30 jours).',
  },
  TubepostStreamFull: {
    sentence: 'Le flux {stream} est plein à {percent}',
    about: 'À 100 %, le broker refuse les nouveaux événements ; les mails attendent alors dans le registre.',
  },
  TubepostMigrationsMissing: {
    sentence: {
      one: '{count} migration de {service} manque',
      other: '{count} migrations de {service} manquent',
    },
    about:
      'Le service est plus récent que ses tables. Il échoue sur des événements et, après huit essais, les met de côté comme abandonnés.',
  },
  TubepostMetricsIncomplete: {
    sentence: '{service} ne peut pas lire {gauge}',
    about:
      'Le service ne peut pas demander de mesures à sa base de données ou au broker (ou la console au fetcher) ; les alertes qui en dépendent sont aveugles.',
  },
}

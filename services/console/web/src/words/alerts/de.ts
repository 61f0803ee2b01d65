import type { AlertWords } from './alert-words.ts'

export const words: AlertWords = {
  TubepostMailboxDown: {
    sentence: 'Niemand liest das Postfach {mailbox}',
    about:
      'Seit 5 Minuten hat kein Replikat des fetcher das Postfach offen (bei SMTP: nimmt niemand dafür an). Mails an das Postfach warten auf dem Server.',
  },
  TubepostMailboxNotPolled: {
    sentence: 'Das Postfach {mailbox} ist {duration} lang nicht ganz durchgesehen worden',
    about:
      'Das Postfach mag als offen gelten, doch sein Ordner ist seit 9 Minuten mehr als dem Abstand zweier Abfragen nicht ganz durchgesehen worden.',
  },
  TubepostMailboxRefuses: {
    sentence: {
      one: 'Eine erledigte Mail von {mailbox} lässt sich nicht markieren, verschieben oder löschen',
      other: '{count} erledigte Mails von {mailbox} lassen sich nicht markieren, verschieben oder löschen',
    },
    about:
      'Der Server tut mit erledigten Mails nicht, was die Regel des Postfachs sagt. Nichts geht verloren; das Postfach füllt sich.',
  },
  TubepostMailNotTaken: {
    sentence: 'Seit zehn Minuten wird über SMTP keine Mail angenommen ({code})',
    about:
      '`not_stored`: Absender bekommen 451 und kommen wieder. `not_opened`: kein Port ist offen, weil die Bytes der Mails nicht abgelegt werden können, wo die Einstellung es sagt.',
  },
  TubepostMailNeedsALook: {
    sentence: {
      one: 'Eine Mail wurde nicht bearbeitet und braucht einen Menschen',
      other: '{count} Mails wurden nicht bearbeitet und brauchen einen Menschen',
    },
    about:
      'Nachdem sich seine UIDs geändert hatten, zeigte ein Ordner Mails, die bekannt sein müssten und es nicht waren. Sie bleiben liegen, bis jemand entscheidet.',
  },
  TubepostMailWaits: {
    sentence: 'Eine Mail wartet schon {duration} darauf, erledigt zu werden',
    about:
      'Mails sind sonst in Sekunden erledigt. `taken`: der Broker hat sie nicht bekommen. `published`: ein Dienst bearbeitet sie nicht.',
  },
  TubepostConsumerBehind: {
    sentence: {
      one: '{consumer} kommt bei {stream} nicht nach: ein Ereignis wartet, und jede Minute mehr',
      other: '{consumer} kommt bei {stream} nicht nach: {count} Ereignisse warten, und jede Minute mehr',
    },
    about: 'Der Dienst schafft weniger, als hereinkommt.',
  },
  TubepostIntegratorBehind: {
    sentence: {
      one: '{consumer} hat ein Ereignis von {stream} nicht bestätigt',
      other: '{consumer} hat {count} Ereignisse von {stream} nicht bestätigt',
    },
    about:
      'Seit einer Stunde hatte das angebundene Programm nie alle. Ströme halten höchstens 30 Tage vor, und FACT gibt seine ältesten Ereignisse auf, wenn sein Teil der Platte voll ist.',
  },
  TubepostDeadLetters: {
    sentence: {
      one: 'Ein unzustellbares Ereignis von {consumer}',
      other: '{count} unzustellbare Ereignisse von {consumer}',
    },
    about:
      'Der Dienst hat Ereignisse nach acht Versuchen aufgegeben. Die Mails dahinter gelten als gescheitert, bis jemand sie noch einmal bearbeiten lässt oder verwirft.',
  },
  TubepostOutboxStuck: {
    sentence: 'Ereignisse von {service} warten schon {duration} auf den Broker',
    about: 'Sie stehen im Ausgang des Dienstes und gehen niemandem verloren, doch ihr Strom nimmt sie nicht an.',
  },
  TubepostBooksDiffer: {
    sentence: {
      one: 'Hauptbuch und Journal unterscheiden sich um eine Mail',
      other: 'Hauptbuch und Journal unterscheiden sich um {count} Mails',
    },
    about:
      'Das Hauptbuch des fetcher und das Journal der console zählen verschiedene Mails, und was unterwegs ist, erklärt es nicht.',
  },
  TubepostCountsDiffer: {
    sentence: 'Die geführten Zahlen von {service} waren um {count} falsch',
    about:
      'Jede Nacht wird alles neu gezählt. Zahlen, die abwichen, sind berichtigt, doch etwas hatte Zeilen geändert, ohne sie zu zählen.',
  },
  TubepostSettlementConflicts: {
    sentence: 'Mails wurden zweimal erledigt',
    about:
      'Eine Erledigung kam für eine Mail, die schon eine hatte. Die erste zählt; dass es eine zweite gab, ist ein Fehler in einem Dienst.',
  },
  TubepostInterrupted: {
    sentence: {
      one: '{service} wurde in 15 Minuten einmal unterbrochen ({what})',
      other: '{service} wurde in 15 Minuten {count}-mal unterbrochen ({what})',
    },
    about: 'Ein Abnehmer oder eine Schleife bricht ab und beginnt von vorn, wieder und wieder.',
  },
  TubepostRepliesStuck: {
    sentence: 'Eine Antwort wartet schon {duration} auf den Versand',
    about: 'Der ausgehende Mailserver nimmt sie nicht an, oder niemand sendet.',
  },
  TubepostRepliesRefused: {
    sentence: '{percent} der Antworten werden endgültig abgewiesen',
    about:
      'Der ausgehende Mailserver oder die Server dahinter weisen mehr als ein Zehntel unserer Antworten ab: eine Einstellung ist falsch, oder wir gelten als Spam.',
  },
  TubepostLoopGuardTripped: {
    sentence: 'Eine Antwort wurde zurückgehalten: {brake}',
    about:
      'Eine Antwort wäre an eine Maschine gegangen, die unsere beantwortet, oder an uns selbst. Sie ist zurückgehalten, und keine Mail ging hinaus.',
  },
  TubepostReplyBudgetSpent: {
    sentence: 'Antworten werden zurückgehalten, weil ein Kontingent erschöpft ist: {brake}',
    about: 'Es wurden mehr Antworten verlangt, als die Grenzen für einen Empfänger oder für alle zusammen erlauben.',
  },
  TubepostNoMailServer: {
    sentence: {
      one: 'Eine Antwort wartet darauf, dass ein Mailserver eingerichtet wird',
      other: '{count} Antworten warten darauf, dass ein Mailserver eingerichtet wird',
    },
    about:
      'Es ist kein ausgehender Mailserver eingestellt. Was länger als zwei Tage wartet, bleibt für einen Menschen liegen.',
  },
  TubepostRepliesHeld: {
    sentence: {
      one: 'Eine Antwort wartet auf einen Menschen ({brake})',
      other: '{count} Antworten warten auf einen Menschen ({brake})',
    },
    about: 'Seit einem Tag hat sie niemand freigegeben oder verworfen.',
  },
  TubepostServiceDown: {
    sentence: 'Kein Replikat von {service} antwortet',
    about: 'Prometheus liest keine Messwerte des Dienstes. Nichts geht verloren; was er tut, steht still.',
  },
  TubepostReplicaDown: {
    sentence: '{instance} antwortet nicht',
    about: 'Prometheus kennt ein Replikat und kann es nicht lesen. Die anderen tun seine Arbeit.',
  },
  TubepostBrokerCertificateEnds: {
    sentence: 'Das Zertifikat des Brokers gilt nur noch {duration}',
    about: 'Danach kommt kein Dienst, der startet oder seine Verbindung verliert, zum Broker.',
  },
  TubepostStreamFilling: {
    sentence: 'Der Strom {stream} ist zu {percent} voll',
    about:
      'MAIL und INTENT nehmen keine Ereignisse mehr an, wenn sie voll sind. Sie sind für sieben Tage bei der genannten Spitze bemessen und geben Platz allein durch Alter zurück (30 Tage).',
  },
  TubepostStreamFull: {
    sentence: 'Der Strom {stream} ist zu {percent} voll',
    about: 'Bei 100 % weist der Broker neue Ereignisse ab; Mails warten dann im Hauptbuch.',
  },
  TubepostMigrationsMissing: {
    sentence: { one: 'Eine Migration von {service} fehlt', other: '{count} Migrationen von {service} fehlen' },
    about:
      'Der Dienst ist neuer als seine Tabellen. Er scheitert an Ereignissen und legt sie nach acht Versuchen als unzustellbar weg.',
  },
  TubepostMetricsIncomplete: {
    sentence: '{service} kann {gauge} nicht lesen',
    about:
      'Der Dienst kann seine Datenbank oder den Broker (oder die console den fetcher) nicht nach Messwerten fragen; Warnungen, die auf ihnen beruhen, sind blind.',
  },
}

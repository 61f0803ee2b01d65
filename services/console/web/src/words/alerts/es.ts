import type { AlertWords } from './alert-words.ts'

export const words: AlertWords = {
  TubepostMailboxDown: {
    sentence: 'Nadie lee el buzón {mailbox}',
    about:
      'Desde hace 5 minutos ninguna réplica del fetcher tiene el buzón abierto (por SMTP: escucha por él). Los correos para él esperan en el servidor.',
  },
  TubepostMailboxNotPolled: {
    sentence: 'El buzón {mailbox} no se ha revisado por completo desde hace {duration}',
    about:
      'El buzón puede pasar por abierto, pero su carpeta no se ha revisado por completo desde hace 9 minutos más que su intervalo de consulta.',
  },
  TubepostMailboxRefuses: {
    sentence: {
      one: '{count} correo resuelto de {mailbox} no se puede marcar, mover ni borrar',
      other: '{count} correos resueltos de {mailbox} no se pueden marcar, mover ni borrar',
    },
    about:
      'El servidor no hace con los correos resueltos lo que dice la norma del buzón. No se pierde nada; el buzón se llena.',
  },
  TubepostMailNotTaken: {
    sentence: 'Desde hace diez minutos no se acepta correo por SMTP ({code})',
    about:
      '`not_stored`: los remitentes reciben 451 y vuelven. `not_opened`: ningún puerto está abierto, porque los bytes de los correos no se pueden guardar donde dice la configuración.',
  },
  TubepostMailNeedsALook: {
    sentence: {
      one: '{count} correo no se ha tratado y necesita a una persona',
      other: '{count} correos no se han tratado y necesitan a una persona',
    },
    about:
      'Tras cambiar sus UID, una carpeta mostró correos que deberían ser conocidos y no lo eran. No se tratan hasta que alguien lo diga.',
  },
  TubepostMailWaits: {
    sentence: 'Un correo espera a ser resuelto desde hace {duration}',
    about:
      'Los correos suelen resolverse en segundos. `taken`: el broker no lo ha recibido. `published`: un servicio no lo trata.',
  },
  TubepostConsumerBehind: {
    sentence: {
      one: '{consumer} se retrasa en {stream}: {count} evento espera, y más cada minuto',
      other: '{consumer} se retrasa en {stream}: {count} eventos esperan, y más cada minuto',
    },
    about: 'El servicio hace menos de lo que llega.',
  },
  TubepostIntegratorBehind: {
    sentence: {
      one: '{consumer} no ha confirmado {count} evento de {stream}',
      other: '{consumer} no ha confirmado {count} eventos de {stream}',
    },
    about:
      'Desde hace una hora el programa conectado nunca los ha tenido todos. Los flujos guardan 30 días como mucho, y FACT abandona sus eventos más antiguos cuando su parte del disco está llena.',
  },
  TubepostDeadLetters: {
    sentence: { one: '{count} evento abandonado de {consumer}', other: '{count} eventos abandonados de {consumer}' },
    about:
      'El servicio abandonó eventos tras ocho intentos. Los correos que hay detrás cuentan como fallidos hasta que alguien los haga tratar de nuevo o los descarte.',
  },
  TubepostOutboxStuck: {
    sentence: 'Eventos de {service} esperan al broker desde hace {duration}',
    about: 'Están en la salida del servicio y no se pierden para nadie, pero su flujo no los acepta.',
  },
  TubepostBooksDiffer: {
    sentence: {
      one: 'El libro mayor y el diario difieren en {count} correo',
      other: 'El libro mayor y el diario difieren en {count} correos',
    },
    about:
      'El libro mayor del fetcher y el diario de la console cuentan correos distintos, y lo que está en camino no lo explica.',
  },
  TubepostCountsDiffer: {
    sentence: 'Las cuentas llevadas de {service} estaban equivocadas en {count}',
    about:
      'Todo se cuenta de nuevo cada noche. Las cuentas que diferían se han corregido, pero algo había cambiado filas sin contarlas.',
  },
  TubepostSettlementConflicts: {
    sentence: 'Hay correos resueltos dos veces',
    about:
      'Llegó una resolución para un correo que ya tenía una. Cuenta la primera; que hubiera una segunda es un error de un servicio.',
  },
  TubepostInterrupted: {
    sentence: {
      one: '{service} se interrumpió {count} vez en 15 minutos ({what})',
      other: '{service} se interrumpió {count} veces en 15 minutos ({what})',
    },
    about: 'Un consumidor o un bucle se interrumpe y empieza de nuevo, una y otra vez.',
  },
  TubepostRepliesStuck: {
    sentence: 'Una respuesta espera a ser enviada desde hace {duration}',
    about: 'El servidor de correo saliente no la acepta, o nadie envía.',
  },
  TubepostRepliesRefused: {
    sentence: 'El {percent} de las respuestas se rechaza definitivamente',
    about:
      'El servidor de correo saliente, o los que hay detrás, rechazan más de una décima parte de nuestras respuestas: un ajuste es incorrecto, o nos toman por spam.',
  },
  TubepostLoopGuardTripped: {
    sentence: 'Se retuvo una respuesta: {brake}',
    about:
      'Una respuesta habría ido a una máquina que contesta a las nuestras, o a nosotros mismos. Está retenida, y no salió ningún correo.',
  },
  TubepostReplyBudgetSpent: {
    sentence: 'Se retienen respuestas porque un cupo está agotado: {brake}',
    about: 'Se pidieron más respuestas de las que permiten los límites para un destinatario, o para todos juntos.',
  },
  TubepostNoMailServer: {
    sentence: {
      one: '{count} respuesta espera a que se configure un servidor de correo',
      other: '{count} respuestas esperan a que se configure un servidor de correo',
    },
    about: 'No hay servidor de correo saliente. Lo que espera más de dos días queda para una persona.',
  },
  TubepostRepliesHeld: {
    sentence: {
      one: '{count} respuesta espera a una persona ({brake})',
      other: '{count} respuestas esperan a una persona ({brake})',
    },
    about: 'Desde hace un día nadie las ha liberado ni descartado.',
  },
  TubepostServiceDown: {
    sentence: 'Ninguna réplica de {service} responde',
    about: 'Prometheus no lee ninguna métrica del servicio. No se pierde nada; lo que hace está parado.',
  },
  TubepostReplicaDown: {
    sentence: '{instance} no responde',
    about: 'Prometheus conoce una réplica y no la puede leer. Las demás hacen su trabajo.',
  },
  TubepostBrokerCertificateEnds: {
    sentence: 'El certificado del broker caduca en {duration}',
    about: 'Desde entonces, ningún servicio que arranque, o que pierda su conexión, llega al broker.',
  },
  TubepostStreamFilling: {
    sentence: 'El flujo {stream} está lleno al {percent}',
    about:
      'MAIL e INTENT no aceptan más eventos cuando están llenos. Están dimensionados para siete días con el pico indicado y solo devuelven espacio por antigüedad (30 días).',
  },
  TubepostStreamFull: {
    sentence: 'El flujo {stream} está lleno al {percent}',
    about: 'Al 100 % el broker rechaza los eventos nuevos; los correos esperan entonces en el libro mayor.',
  },
  TubepostMigrationsMissing: {
    sentence: {
      one: 'Falta {count} migración de {service}',
      other: 'Faltan {count} migraciones de {service}',
    },
    about:
      'El servicio es más nuevo que sus tablas. Falla con los eventos y, tras ocho intentos, los aparta como abandonados.',
  },
  TubepostMetricsIncomplete: {
    sentence: '{service} no puede leer {gauge}',
    about:
      'El servicio no puede pedir métricas a su base de datos o al broker (o la console al fetcher), así que las alertas que dependen de ellas están ciegas.',
  },
}

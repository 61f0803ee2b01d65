/**
 * Subjects as people type them on a phone, each judged by hand before any program had read it: the status, the moment of
 * return and the comment its writer meant. All are sent on Wednesday, 12 August 2026, at 10:15 by the writer's clock, by
 * people who know the order "status, when I am back, comment", that a day alone means nine o'clock, that today ends at
 * five, that a morning begins at nine, an afternoon at one, an evening at six and a night at eight.
 *
 * A line is `subject | status | month-day hour:minute | comment`; `-` is none. Where a careful reader would rather ask
 * than guess, there is no moment of return.
 */

export interface JudgedGroup {
  readonly name: string
  readonly locale: string
  readonly timeZone: string
  /** The clock of `sentAt` and of all returns, which no change of the clock comes between. */
  readonly offset: string
  readonly lines: string
}

const newYork = { locale: 'en-US', timeZone: 'America/New_York', offset: '-04:00' }
const berlin = { locale: 'de-DE', timeZone: 'Europe/Berlin', offset: '+02:00' }
const paris = { locale: 'fr-FR', timeZone: 'Europe/Paris', offset: '+02:00' }
const madrid = { locale: 'es-ES', timeZone: 'Europe/Madrid', offset: '+02:00' }

export const SENT_AT = '2026-08-12T10:15:00'

/** Names with their aliases. */
export const STATUSES: Readonly<Record<string, readonly string[]>> = {
  In: ['I'],
  Out: ['O'],
  'Out of Office': ['OOO'],
  Lunch: ['L'],
  Meeting: ['M'],
  Sick: [],
  Vacation: [],
  'Working From Home': ['WFH'],
  Abwesend: ['Weg'],
  Krank: [],
  Mittag: [],
  Urlaub: [],
  Besprechung: [],
  Homeoffice: ['HO'],
  Absent: [],
  Malade: [],
  Congé: [],
  Télétravail: ['TT'],
  Réunion: [],
  Fuera: [],
  Enfermo: [],
  Reunión: [],
  Vacaciones: [],
  Teletrabajo: [],
}

export const JUDGED: readonly JudgedGroup[] = [
  {
    name: 'English',
    ...newYork,
    lines: `
Out 30m | Out | 08-12 10:45 | -
out 2h dentist | Out | 08-12 12:15 | dentist
Out til 4 | Out | 08-12 16:00 | -
Out until 4pm picking up the kids | Out | 08-12 16:00 | picking up the kids
Lunch back at 1 | Lunch | 08-12 13:00 | -
lunch til 1:30 | Lunch | 08-12 13:30 | -
O 45 min bank | Out | 08-12 11:00 | bank
Out back tomorrow | Out | 08-13 09:00 | -
OOO until Monday | Out of Office | 08-17 09:00 | -
ooo back Monday | Out of Office | 08-17 09:00 | -
OOO til Aug 24 | Out of Office | 08-24 09:00 | -
Vacation through Friday | Vacation | 08-15 09:00 | -
Vacation thru Aug 21 🏖️ | Vacation | 08-22 09:00 | 🏖️
Vacation until Monday, August 24 | Vacation | 08-24 09:00 | -
Vacation until 8/24 call Bob | Vacation | 08-24 09:00 | call Bob
Sick today | Sick | 08-12 17:00 | -
Sick 🤒 | Sick | - | 🤒
sick, back tomorrow hopefully | Sick | 08-13 09:00 | hopefully
WFH today | Working From Home | 08-12 17:00 | -
wfh until noon | Working From Home | 08-12 12:00 | -
WFH this morning | Working From Home | - | this morning
WFH til eod | Working From Home | 08-12 17:00 | -
M 1h | Meeting | 08-12 11:15 | -
Meeting until 11:30 | Meeting | 08-12 11:30 | -
Meeting 1 hour and 30 minutes with sales | Meeting | 08-12 11:45 | with sales
Meeting half an hour | Meeting | 08-12 10:45 | -
meeting for an hour | Meeting | 08-12 11:15 | -
Meeting for a couple of hours | Meeting | 08-12 12:15 | -
In | In | - | -
In! | In | - | -
I | In | - | -
in til 3 | In | 08-12 15:00 | -
I until 6pm | In | 08-12 18:00 | -
Out. Back at 2:15 | Out | 08-12 14:15 | -
Out - back at 3pm | Out | 08-12 15:00 | -
Out, be back at 3 | Out | 08-12 15:00 | -
Out dentist back by 4pm | Out | 08-12 16:00 | dentist
Out doctor's appt, back around 2pm | Out | 08-12 14:00 | doctor's appt
Out gym until noon | Out | 08-12 12:00 | gym
Out an hour | Out | 08-12 11:15 | -
Out for two hours | Out | 08-12 12:15 | -
Out 1.5 hours | Out | 08-12 11:45 | -
Out 1h30 | Out | 08-12 11:45 | -
Out 3 days | Out | 08-15 10:15 | -
out until tomorrow at noon | Out | 08-13 12:00 | -
Out until Friday 2pm | Out | 08-14 14:00 | -
Out until tomorrow afternoon | Out | 08-13 13:00 | -
Out until this afternoon | Out | 08-12 13:00 | -
Out til tonight | Out | 08-12 18:00 | -
Out until Sunday night | Out | 08-16 20:00 | -
Out ~2pm | Out | 08-12 14:00 | -
Out call my cell | Out | - | call my cell
Out of milk | Out | - | of milk
Out in the field all day | Out | - | in the field all day
Out for lunch | Out | - | for lunch
Out with 3 people from sales | Out | - | with 3 people from sales
Out 9-11 | Out | - | 9-11
Out Mon - Wed | Out | - | Mon - Wed
Out for a bit, text me | Out | - | for a bit, text me
Out for 2 meetings | Out | - | for 2 meetings
`,
  },
  {
    name: 'German',
    ...berlin,
    lines: `
Weg 30 min | Abwesend | 08-12 10:45 | -
weg bis 15 Uhr | Abwesend | 08-12 15:00 | -
Weg bis 15h | Abwesend | 08-12 15:00 | -
Weg bis 15.30 | Abwesend | 08-12 15:30 | -
Weg bis 15:30 Zahnarzt | Abwesend | 08-12 15:30 | Zahnarzt
Weg bis halb vier | Abwesend | - | bis halb vier
weg bis morgen | Abwesend | 08-13 09:00 | -
Abwesend bis übermorgen | Abwesend | 08-14 09:00 | -
Abwesend bis Montag | Abwesend | 08-17 09:00 | -
Abwesend bis Mo. 24.08. | Abwesend | 08-24 09:00 | -
Abwesend bis Freitag 12 Uhr | Abwesend | 08-14 12:00 | -
Abwesend bis Montag, 24. August | Abwesend | 08-24 09:00 | -
Urlaub bis 24.8. | Urlaub | 08-24 09:00 | -
Urlaub bis 24.8 | Urlaub | 08-24 09:00 | -
Urlaub bis einschließlich Freitag | Urlaub | 08-15 09:00 | -
Urlaub bis 31.12.2026 | Urlaub | 12-31 09:00 | -
Urlaub 2 Wochen | Urlaub | 08-26 10:15 | -
Urlaub 17.-21.8. | Urlaub | - | 17.-21.8.
Urlaub 🏝 bis Montag | Urlaub | 08-17 09:00 | 🏝
Urlaub ab morgen | Urlaub | - | ab morgen
Krank | Krank | - | -
krank heute | Krank | 08-12 17:00 | -
Krank bis Donnerstag | Krank | 08-13 09:00 | -
Krank, wohl bis Freitag | Krank | 08-14 09:00 | wohl
Krank 🤧 gute Besserung an mich | Krank | - | 🤧 gute Besserung an mich
Mittag 1/2 Std | Mittag | 08-12 10:45 | -
Mittag bis 13 Uhr | Mittag | 08-12 13:00 | -
mittag bis 13:00 | Mittag | 08-12 13:00 | -
Mittag eine halbe Stunde | Mittag | 08-12 10:45 | -
Mittag zurück um 13 Uhr | Mittag | 08-12 13:00 | -
Besprechung 1h | Besprechung | 08-12 11:15 | -
Besprechung 90 Minuten | Besprechung | 08-12 11:45 | -
Besprechung bis 12 | Besprechung | 08-12 12:00 | -
Besprechung bis ca. 12 Uhr | Besprechung | 08-12 12:00 | -
Besprechung mit 3 Leuten | Besprechung | - | mit 3 Leuten
Besprechung anderthalb Stunden | Besprechung | 08-12 11:45 | -
Besprechung eine Stunde Vertrieb | Besprechung | 08-12 11:15 | Vertrieb
Besprechung 9-11 Uhr | Besprechung | - | 9-11 Uhr
HO heute | Homeoffice | 08-12 17:00 | -
Homeoffice bis Freitag | Homeoffice | 08-14 09:00 | -
Homeoffice vormittags | Homeoffice | - | vormittags
HO bis Feierabend | Homeoffice | 08-12 17:00 | -
Weg zwei Stunden | Abwesend | 08-12 12:15 | -
Weg für 2 Stunden Arzt | Abwesend | 08-12 12:15 | Arzt
Weg 1,5 Std | Abwesend | 08-12 11:45 | -
Weg bis heute Abend | Abwesend | 08-12 18:00 | -
Weg bis morgen Nachmittag | Abwesend | 08-13 13:00 | -
Weg bis morgen früh | Abwesend | 08-13 09:00 | -
Weg bis morgen 14 Uhr | Abwesend | 08-13 14:00 | -
Weg Zahnarzt, zurück um 14 Uhr | Abwesend | 08-12 14:00 | Zahnarzt
Weg Kind abholen bis 16 Uhr | Abwesend | 08-12 16:00 | Kind abholen
Weg, bin gegen 14 Uhr zurück | Abwesend | 08-12 14:00 | bin zurück
Weg bis gegen 15 Uhr | Abwesend | 08-12 15:00 | -
Weg kurz | Abwesend | - | kurz
Weg bis auf Weiteres | Abwesend | - | bis auf Weiteres
Weg nächste Woche | Abwesend | - | nächste Woche
Weg Dienstreise München bis Do | Abwesend | 08-13 09:00 | Dienstreise München
Weg bis 17 | Abwesend | 08-12 17:00 | -
Weg von Montag bis Mittwoch | Abwesend | - | von Montag bis Mittwoch
Weg, Handy 0171 2345678 | Abwesend | - | Handy 0171 2345678
`,
  },
  {
    name: 'French',
    ...paris,
    lines: `
Absent 30 min | Absent | 08-12 10:45 | -
absent jusqu'à 15h | Absent | 08-12 15:00 | -
Absent jusqu’à 15h30 | Absent | 08-12 15:30 | -
Absent jusqu'à 15 h dentiste | Absent | 08-12 15:00 | dentiste
Absent jusqu'à midi | Absent | 08-12 12:00 | -
Absent jusqu'à midi et demi | Absent | 08-12 12:30 | -
Absent jusqu'à demain | Absent | 08-13 09:00 | -
Absent jusqu'à demain midi | Absent | 08-13 12:00 | -
Absent jusqu'à après-demain | Absent | 08-14 09:00 | -
Absent jusqu'à lundi | Absent | 08-17 09:00 | -
absent jusque lundi | Absent | 08-17 09:00 | -
Absent jusqu'au 24 août | Absent | 08-24 09:00 | -
Absent jusqu'au lundi 24 août | Absent | 08-24 09:00 | -
Absent jusqu'au mardi 25/08 14h | Absent | 08-25 14:00 | -
Absent jusqu'au 24/08 | Absent | 08-24 09:00 | -
Congé jusqu'au 21 août inclus | Congé | 08-22 09:00 | -
Congé jusqu'au 1er septembre | Congé | 09-01 09:00 | -
Congé 2 semaines 🌴 | Congé | 08-26 10:15 | 🌴
Congé 3 jours | Congé | 08-15 10:15 | -
Congé du 17 au 21 août | Congé | - | du 17 au 21 août
Malade | Malade | - | -
malade aujourd'hui | Malade | 08-12 17:00 | -
Malade aujourd’hui 🤒 | Malade | 08-12 17:00 | 🤒
Malade jusqu'à vendredi | Malade | 08-14 09:00 | -
Malade, de retour demain | Malade | 08-13 09:00 | -
TT aujourd'hui | Télétravail | 08-12 17:00 | -
tt jusqu'à vendredi | Télétravail | 08-14 09:00 | -
Télétravail ce matin | Télétravail | - | ce matin
teletravail demain | - | - | -
Télétravail jusqu'à 18h | Télétravail | 08-12 18:00 | -
Réunion 1h | Réunion | 08-12 11:15 | -
Réunion 1h30 | Réunion | 08-12 11:45 | -
Réunion 1 h 30 | Réunion | 08-12 11:45 | -
Réunion une heure | Réunion | 08-12 11:15 | -
Réunion une heure et demie | Réunion | 08-12 11:45 | -
Réunion une demi-heure | Réunion | 08-12 10:45 | -
Réunion deux heures budget | Réunion | 08-12 12:15 | budget
Réunion à 14h | Réunion | 08-12 14:00 | -
Réunion de 14h à 16h | Réunion | - | de 14h à 16h
réunion jusqu'à 11h45 | Réunion | 08-12 11:45 | -
Réunion clients jusqu'à 16h | Réunion | 08-12 16:00 | clients
Réunion avec 4 personnes | Réunion | - | avec 4 personnes
Absent dentiste, retour à 14h | Absent | 08-12 14:00 | dentiste
Absent, retour vers 14h | Absent | 08-12 14:00 | -
Absent retour lundi | Absent | 08-17 09:00 | -
Absent pour 2 heures | Absent | 08-12 12:15 | -
Absent pendant 1 heure | Absent | 08-12 11:15 | -
Absent 2h médecin | Absent | 08-12 12:15 | médecin
Absent 1 semaine | Absent | 08-19 10:15 | -
Absent jusqu'à ce soir | Absent | 08-12 18:00 | -
Absent jusqu'à cet après-midi | Absent | 08-12 13:00 | -
Absent jusqu'à demain matin | Absent | 08-13 09:00 | -
Absent jusqu'à lundi 14h | Absent | 08-17 14:00 | -
Absent jusqu'à nouvel ordre | Absent | - | jusqu'à nouvel ordre
Absent pour déjeuner | Absent | - | pour déjeuner
Absent à Lyon | Absent | - | à Lyon
Absent la semaine prochaine | Absent | - | la semaine prochaine
Absent lundi et mardi | Absent | - | lundi et mardi
Absent, appelez le 06 12 34 56 78 | Absent | - | appelez le 06 12 34 56 78
Absent un petit moment | Absent | - | un petit moment
`,
  },
  {
    name: 'Spanish',
    ...madrid,
    lines: `
Fuera 30 min | Fuera | 08-12 10:45 | -
fuera hasta las 5 | Fuera | 08-12 17:00 | -
Fuera hasta las 17h | Fuera | 08-12 17:00 | -
Fuera hasta las 17:00 | Fuera | 08-12 17:00 | -
Fuera hasta las 13:30 dentista | Fuera | 08-12 13:30 | dentista
Fuera hasta mañana | Fuera | 08-13 09:00 | -
Fuera hasta pasado mañana | Fuera | 08-14 09:00 | -
Fuera hasta el lunes | Fuera | 08-17 09:00 | -
Fuera hasta el lunes 24 de agosto | Fuera | 08-24 09:00 | -
Fuera hasta el viernes 21/8 | Fuera | 08-21 09:00 | -
Fuera hasta el 24/08 | Fuera | 08-24 09:00 | -
Fuera hasta el 24 de agosto a las 10:00 | Fuera | 08-24 10:00 | -
Fuera hasta mediodía | Fuera | 08-12 12:00 | -
Fuera hasta el viernes inclusive | Fuera | 08-15 09:00 | -
fuera media hora | Fuera | 08-12 10:45 | -
Fuera una hora | Fuera | 08-12 11:15 | -
Fuera 1 hora y media | Fuera | 08-12 11:45 | -
Fuera dos horas médico | Fuera | 08-12 12:15 | médico
Fuera 3 días | Fuera | 08-15 10:15 | -
Fuera por 2 horas | Fuera | 08-12 12:15 | -
Fuera durante una hora | Fuera | 08-12 11:15 | -
Fuera, vuelvo a las 4 | Fuera | 08-12 16:00 | -
Fuera vuelvo mañana | Fuera | 08-13 09:00 | -
Fuera banco, vuelvo a las 12:30 | Fuera | 08-12 12:30 | banco
Fuera recoger a los niños, vuelvo en 20 minutos | Fuera | 08-12 10:35 | recoger a los niños
Fuera, de vuelta el lunes | Fuera | 08-17 09:00 | -
Fuera hasta esta tarde | Fuera | 08-12 13:00 | -
Fuera hasta esta noche | Fuera | 08-12 18:00 | -
Fuera hasta mañana por la mañana | Fuera | 08-13 09:00 | -
Fuera hasta mañana por la tarde | Fuera | 08-13 13:00 | -
Enfermo | Enfermo | - | -
enfermo hoy | Enfermo | 08-12 17:00 | -
Enfermo 🤒 hasta el viernes | Enfermo | 08-14 09:00 | 🤒
Enfermo, vuelvo el jueves | Enfermo | 08-13 09:00 | -
Enfermo en casa | Enfermo | - | en casa
Reunión 1h | Reunión | 08-12 11:15 | -
reunión hasta las 12 | Reunión | 08-12 12:00 | -
Reunión hasta las doce | Reunión | 08-12 12:00 | -
Reunión 90 minutos | Reunión | 08-12 11:45 | -
Reunión con 5 clientes | Reunión | - | con 5 clientes
Reunión de 10 a 12 | Reunión | - | de 10 a 12
Reunión hasta las 11:30 ventas | Reunión | 08-12 11:30 | ventas
Reunión una hora y media | Reunión | 08-12 11:45 | -
Vacaciones hasta el 31/8 | Vacaciones | 08-31 09:00 | -
Vacaciones 2 semanas 😎 | Vacaciones | 08-26 10:15 | 😎
vacaciones hasta el lunes que viene | Vacaciones | 08-17 09:00 | -
Vacaciones hasta el 1 de septiembre | Vacaciones | 09-01 09:00 | -
Vacaciones en agosto | Vacaciones | - | en agosto
Vacaciones del 17 al 21 | Vacaciones | - | del 17 al 21
Vacaciones! | Vacaciones | - | -
Teletrabajo hoy | Teletrabajo | 08-12 17:00 | -
teletrabajo hasta el viernes | Teletrabajo | 08-14 09:00 | -
Teletrabajo lunes y martes | Teletrabajo | - | lunes y martes
Teletrabajo por la mañana | Teletrabajo | - | por la mañana
Teletrabajo hasta las 18h | Teletrabajo | 08-12 18:00 | -
Fuera hasta nuevo aviso | Fuera | - | hasta nuevo aviso
Fuera por trabajo | Fuera | - | por trabajo
Fuera a comer | Fuera | - | a comer
Fuera la próxima semana | Fuera | - | la próxima semana
Fuera, llámame al 600 123 456 | Fuera | - | llámame al 600 123 456
`,
  },
  {
    name: 'typing errors',
    ...newYork,
    lines: `
Out  30m | Out | 08-12 10:45 | -
OUT 30M | Out | 08-12 10:45 | -
Out 30min. | Out | 08-12 10:45 | -
Out 30 mins | Out | 08-12 10:45 | -
Out,30m | Out | 08-12 10:45 | -
Out… back at 2pm | Out | 08-12 14:00 | -
Out — back at 2pm | Out | 08-12 14:00 | -
Out-back at 2pm | - | - | -
Out Until 4PM | Out | 08-12 16:00 | -
Out untill 4pm | Out | 08-12 16:00 | -
Out till 4 pm. | Out | 08-12 16:00 | -
Out til 4:00PM!! | Out | 08-12 16:00 | -
Out until 4:30 p.m | Out | 08-12 16:30 | -
Out until 430pm | Out | 08-12 16:30 | -
Out til 4;30 | Out | - | til 4;30
Out until 4:3 | Out | - | until 4:3
Out until4pm | Out | - | until4pm
Out until 4pmm | Out | - | until 4pmm
Out @4 | Out | 08-12 16:00 | -
Out @ 4pm | Out | 08-12 16:00 | -
Out2h | - | - | -
Otu 30m | - | - | -
Lnch 1h | - | - | -
Out 2hr | Out | 08-12 12:15 | -
Out 2 hr’s | Out | - | 2 hr’s
Out 1h 30min | Out | 08-12 11:45 | -
Out 1h,30m | Out | 08-12 11:45 | -
Out tomorow | Out | - | tomorow
Out until tommorow | Out | 08-13 09:00 | -
Out til Wedensday | Out | - | til Wedensday
Out until Firday | Out | 08-14 09:00 | -
Out until monday. | Out | 08-17 09:00 | -
out until Mon. | Out | 08-17 09:00 | -
Out until Mon., Aug 24 | Out | 08-24 09:00 | -
Out until Aug. 24 | Out | 08-24 09:00 | -
Out until Aug 24th, | Out | 08-24 09:00 | -
Out until august 24 | Out | 08-24 09:00 | -
Out until 8/24/26 | Out | 08-24 09:00 | -
Out until 8-24 | Out | - | until 8-24
Out until 8 / 24 | Out | 08-24 09:00 | -
Out of office until Monday | Out of Office | 08-17 09:00 | -
Out Of Office Til Monday | Out of Office | 08-17 09:00 | -
“Out 30m” | Out | 08-12 10:45 | -
Re: Out 30m | Out | 08-12 10:45 | -
RE:Out 30m | Out | 08-12 10:45 | -
[EXT] Out 30m | Out | 08-12 10:45 | -
Fwd: Out 30m | - | - | -
In. | In | - | -
in 🙂 | In | - | 🙂
I’m out | - | - | -
I am out til 4pm | - | - | -
Lunch 🍔 back at 1 | Lunch | 08-12 13:00 | 🍔
Lunch :) back at 1pm | Lunch | 08-12 13:00 | :)
lunch back 1pm | Lunch | 08-12 13:00 | -
Lunch bk at 1 | Lunch | - | bk at 1
lunch, bbl | Lunch | - | bbl
WFH tday | Working From Home | - | tday
Sick 2day | Sick | - | 2day
Meeting til noon... | Meeting | 08-12 12:00 | -
Meeting(1h) | - | - | -
`,
  },
]

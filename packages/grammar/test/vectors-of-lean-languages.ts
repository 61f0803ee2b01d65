import { onWednesday, type VectorGroup } from './contexts.ts'

const amsterdam = onWednesday('Europe/Amsterdam', 'nl-NL', '+02:00')
const saoPaulo = onWednesday('America/Sao_Paulo', 'pt-BR', '-03:00')
const rome = onWednesday('Europe/Rome', 'it-IT', '+02:00')
const tokyo = onWednesday('Asia/Tokyo', 'ja-JP', '+09:00')

/** Languages that are read by words of ours and by the second reader, sent on Wednesday, 12 August 2026, at 10:15. */
export const leanLanguageVectors: readonly VectorGroup[] = [
  {
    rule: 'Dutch',
    context: amsterdam,
    offset: '+02:00',
    vectors: [
      ['Out tot 15 uur', 'Out', '2026-08-12T15:00'],
      ['Out tot 15:30', 'Out', '2026-08-12T15:30'],
      ['Out tot morgen', 'Out', '2026-08-13T09:00'],
      ['Out tot overmorgen', 'Out', '2026-08-14T09:00'],
      ['Out tot maandag', 'Out', '2026-08-17T09:00'],
      ['Out tot maandag 24 augustus', 'Out', '2026-08-24T09:00'],
      ['Out t/m vrijdag', 'Out', '2026-08-15T09:00'],
      ['Out 2 uur', 'Out', '2026-08-12T12:15'],
      ['Out een half uur', 'Out', '2026-08-12T10:45'],
      ['Out vanavond', 'Out', '2026-08-12T18:00', null, ['approximate']],
      ['Out maandag tot vrijdag', 'Out', null, 'maandag tot vrijdag', ['range_ignored']],
      ['Out tandarts tot 3', 'Out', '2026-08-12T15:00', 'tandarts', ['read_as_pm']],
      ['Out binnen 2 uur', 'Out', '2026-08-12T12:15'],
      ['Out mei', 'Out', null, 'mei'],
    ],
  },
  {
    rule: 'Portuguese',
    context: saoPaulo,
    offset: '-03:00',
    vectors: [
      ['Out até amanhã', 'Out', '2026-08-13T09:00'],
      ['Out até segunda-feira', 'Out', '2026-08-17T09:00'],
      ['Out até segunda', 'Out', '2026-08-17T09:00', null, ['loosely_read']],
      ['Out até às 15h', 'Out', '2026-08-12T15:00'],
      ['Out até 15h30', 'Out', '2026-08-12T15:30'],
      ['Out até 24 de agosto', 'Out', '2026-08-24T09:00'],
      ['Out até sexta 14/8', 'Out', '2026-08-14T09:00', null, ['loosely_read']],
      ['Out 2 horas', 'Out', '2026-08-12T12:15'],
      ['Out meia hora', 'Out', '2026-08-12T10:45'],
      ['Out hoje', 'Out', '2026-08-12T17:00'],
      ['Out dentista até às 4', 'Out', '2026-08-12T16:00', 'dentista', ['read_as_pm']],
      ['Out de segunda a sexta', 'Out', null, 'de segunda a sexta'],
    ],
  },
  {
    rule: 'Italian',
    context: rome,
    offset: '+02:00',
    vectors: [
      ['Out fino a domani', 'Out', '2026-08-13T09:00'],
      ['Out fino a lunedì', 'Out', '2026-08-17T09:00'],
      ['Out fino a lunedì 24 agosto', 'Out', '2026-08-24T09:00'],
      ['Out fino alle 15', 'Out', '2026-08-12T15:00'],
      ['Out fino alle 15:30', 'Out', '2026-08-12T15:30'],
      ['Out 2 ore', 'Out', '2026-08-12T12:15'],
      ['Out 30 minuti', 'Out', '2026-08-12T10:45'],
      ["Out mezz'ora", 'Out', '2026-08-12T10:45'],
      ['Out stasera', 'Out', '2026-08-12T18:00', null, ['approximate']],
      ['Out tra 2 ore', 'Out', '2026-08-12T12:15'],
      ['Out dentista fino alle 4', 'Out', '2026-08-12T16:00', 'dentista', ['read_as_pm']],
      ['Out da lunedì a venerdì', 'Out', null, 'da lunedì a venerdì', ['range_ignored']],
    ],
  },
  {
    rule: 'Japanese',
    context: tokyo,
    offset: '+09:00',
    vectors: [
      ['外出 15時まで', '外出', '2026-08-12T15:00'],
      ['外出 15時30分まで', '外出', '2026-08-12T15:30', null, ['loosely_read']],
      ['外出 午後3時まで', '外出', '2026-08-12T15:00', null, ['loosely_read']],
      ['外出 明日まで', '外出', '2026-08-13T09:00'],
      ['外出 明後日まで', '外出', '2026-08-14T09:00'],
      ['外出 月曜日まで', '外出', '2026-08-17T09:00'],
      ['外出 8月24日まで', '外出', '2026-08-24T09:00', null, ['loosely_read']],
      ['外出 8月24日15時まで', '外出', '2026-08-24T15:00', null, ['loosely_read']],
      ['外出 8/24まで', '外出', '2026-08-24T09:00'],
      ['外出 15:30まで', '外出', '2026-08-12T15:30'],
      ['外出 2時間', '外出', '2026-08-12T12:15'],
      ['外出 15時まで 会議', '外出', '2026-08-12T15:00', '会議'],
      ['外出 会議', '外出', null, '会議'],
    ],
  },
]

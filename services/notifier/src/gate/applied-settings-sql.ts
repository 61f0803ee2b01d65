import { rows, type Statement, type Tx } from '@tubepost/db'
import { type SendingSettings, SETTINGS_COLUMNS, type SettingsRow, toSettings } from '../sending-settings-sql.ts'
import type { EditedTemplate } from '../words/choose-template.ts'
import { TEMPLATE_COLUMNS } from '../words/template-sql.ts'

/** All that the administrator has a say in, as of this moment: a change counts from the next reply on, in every replica. */
export interface AppliedSettings {
  readonly sending: SendingSettings
  readonly edited: readonly EditedTemplate[]
  /** When the tables were last put back to an earlier time, RFC 3339. */
  readonly restoredAt: string | null
}

const READ: Statement = {
  name: 'gate.settings',
  text: `select ${SETTINGS_COLUMNS},
                (select coalesce(json_agg(t), '[]') from (select ${TEMPLATE_COLUMNS} from template) as t) as edited,
                (select max(at) from restored) as "restoredAt"
         from (values (1)) as one left join sending_settings on true`,
}

export async function readSettings(tx: Tx): Promise<AppliedSettings> {
  const [row] = await rows<SettingsRow & { edited: EditedTemplate[]; restoredAt: Date | null }>(tx, READ)
  return {
    sending: toSettings(row),
    edited: row?.edited ?? [],
    restoredAt: row?.restoredAt?.toISOString() ?? null,
  }
}

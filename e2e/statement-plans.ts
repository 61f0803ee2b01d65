/** The plans of all statements that a database server runs, as its extension auto_explain writes them into its log. */
import { readFileSync } from 'node:fs'
import pg from 'pg'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

interface LoggedPlan {
  readonly 'Query Text': string
  readonly Plan: PlanNode
}

/** A step of a statement that reads a table. */
export interface TableRead {
  readonly statement: string
  readonly table: string
  /** How it is read: `Seq Scan`, `Index Scan`, … */
  readonly by: string
  /** Rows that were looked at, also those that did not fit. */
  readonly rows: number
}

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_parameter_max_length': '0',
  'auto_explain.log_format': 'json',
}

/** From now on every session that begins has its plans in the log. */
export async function logPlans(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const [name, value] of Object.entries(SETTINGS))
      await client.query(`alter system set ${name} = ${client.escapeLiteral(value)}`)
    await client.query('select pg_reload_conf()')
  } finally {
    await client.end()
  }
}

/** Each step that read a table, of every statement in the server's log. */
export function tableReads(logFile: string): TableRead[] {
  return plansIn(readFileSync(logFile, 'utf8')).flatMap(({ 'Query Text': statement, Plan }) =>
    nodesOf(Plan).flatMap((node) => {
      const table = node['Relation Name']
      if (table === undefined || node['Node Type'] === 'ModifyTable') return []
      const each = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)
      const rows = (each + (node['Rows Removed by Index Recheck'] ?? 0)) * (node['Actual Loops'] ?? 1)
      return [{ statement, table, by: node['Node Type'], rows }]
    }),
  )
}

// The lines of an entry after its first begin with a tab.
const ENTRY = /duration: [\d.]+ ms {2}plan:\n((?:\t.*\n)+)/g

const plansIn = (log: string): LoggedPlan[] =>
  [...log.matchAll(ENTRY)].map(([, json]) => JSON.parse((json ?? '').replaceAll(/^\t/gm, '')) as LoggedPlan)

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

import { definitions } from '@tubepost/installer'
import { isGranted } from '@tubepost/api'
import { type Needed, routesOf, SCOPES } from '@tubepost/service'
import { code, markdownTable } from './schema-words.ts'

const HEAD = `# Tokens

Every call of the API carries \`Authorization: Bearer TOKEN\`. The administrator's token (\`ADMIN_TOKEN\` of the services) may do
everything. For a program or a person make a token of its own, for what it needs and no more:

\`\`\`sh
curl -s -X POST -H "Authorization: Bearer $ADMIN_TOKEN" -H 'content-type: application/json' \\
  -d '{"name": "the display in the hall", "scopes": ["status:board"]}' http://127.0.0.1:8080/api/console/tokens
\`\`\`

It is shown once; the installation keeps its digest alone. \`expiresAt\` ends it at a time, \`person\` makes it that person's own: then
it sets statuses in their name. A call beyond a token's scopes is answered 403, one without a valid token 401. \`/livez\`,
\`/readyz\`, \`/metrics\`, \`/schemas/\`, \`/api/openapi.json\` (every call, with its answers) and \`/api/docs\` (the same as a page) need none.
People who sign in have the scopes of their role instead: README.md, "Who may".

A token that sees no more than the board (\`status:board\`, or \`status:comments\` with the comments) is for a screen in the hall: the answer has
its link in \`wall\`. The token stands in it after the \`#\`, so no log has it. The screen changes it for a cookie by \`POST /api/console/wall\`;
that opens the board alone, of any token, and ends with it. For a caller without \`status:read\` the board leaves out addresses, doubts and
since when a status stands; without \`status:comments\` comments, too.
`

/** docs/tokens.md: the scopes, and the calls that each allows, from the routes that the services declare. */
export async function tokensPage(): Promise<string> {
  const declared = await Promise.all(definitions.map(routesOf))
  const routes = declared
    .flat()
    .filter(({ method }) => method !== 'HEAD')
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const scopes = markdownTable([
    ['scope', 'holds also', 'calls'],
    ...SCOPES.map((scope) => {
      const also =
        scope === 'admin'
          ? ['every scope']
          : SCOPES.filter((other) => other !== scope && isGranted(other, [scope])).map(code)
      const calls = routes.filter((route) => route.scope === scope).map(({ method, path }) => code(`${method} ${path}`))
      return [code(scope), also.join(', '), calls.join(', ')]
    }),
  ])
  const callsFor = (needed: Needed) =>
    routes
      .filter((route) => route.scope === needed)
      .map(({ method, path }) => code(`${method} ${path}`))
      .join(', ')
  const others = `Any valid token, and anybody who has signed in, may call ${callsFor('known')}. Nobody has to be known for ${callsFor('open')}.\n`
  return [HEAD, '## Scopes\n', scopes, others].join('\n')
}

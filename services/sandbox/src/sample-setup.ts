/** A line by which the sandbox knows a set-up that it may write over. */
export const SAMPLE_MARK = "# The sandbox's set-up."

/** The sandbox's set-up: three people, the statuses of the manual, and two mailboxes that take mail over SMTP. */
export function sampleSetup(ports: { http: number; intake: number; outbox: number }, timeZone: string): string {
  return `# yaml-language-server: $schema=http://127.0.0.1:${ports.http}/schemas/tubepost.json
${SAMPLE_MARK} Copy it, change it, and start with: npm start -- --setup FILE
organisation:
  name: Example Ltd
  timeZone: ${timeZone}
  locale: en-US
  defaultReturn: "09:00"
  endOfDay: "17:00"
  url: http://127.0.0.1:${ports.http}

people:
  - { name: Ana Example, addresses: [ana@example.com], role: admin }
  - { name: Ben Sample, addresses: [ben@example.com] }
  - { name: Cleo Demo, addresses: [cleo@example.com] }

statuses:
  - { name: In, aliases: [I], type: in }
  - { name: Out, aliases: [O], type: out }
  - { name: Out of Office, aliases: [OOO], type: out }
  - { name: Lunch, aliases: [L], type: out }
  - { name: Meeting, aliases: [M], type: unavailable }
  - { name: Vacation, type: unavailable, due: required }

mailboxes:
  - id: status
    preset: officestatus
    address: status@localhost
    enabled: true
    source: { kind: smtp, port: ${ports.intake} }
  - id: support
    preset: clientspace
    address: support@localhost
    enabled: true
    source: { kind: smtp, port: ${ports.intake} }
    routes: [{ recipient: "*", to: case }]

smtp:
  host: 127.0.0.1
  port: ${ports.outbox}
  tls: none
  from: "Tubepost <status@localhost>"
`
}

/** The pages in a browser, against one installation: a flow finds what those before it left. */
import { describe } from 'vitest'
import { NO_CHROMIUM } from './browser.ts'
import { boardFlows } from './flows/board-flows.ts'
import { caseFlows } from './flows/case-flows.ts'
import { directoryFlows } from './flows/directory-flows.ts'
import { endedSessionFlows } from './flows/ended-session-flows.ts'
import { hostileFlows } from './flows/hostile-flows.ts'
import { htmlFlows } from './flows/html-flows.ts'
import { longListFlows } from './flows/long-list-flows.ts'
import { mailFlows } from './flows/mail-flows.ts'
import { operatorFlows } from './flows/operator-flows.ts'
import { replyFlows } from './flows/reply-flows.ts'
import { signInFlows } from './flows/sign-in-flows.ts'
import { wallFlows } from './flows/wall-flows.ts'
import { wizardFlows } from './flows/wizard-flows.ts'
import { openWeb } from './open-web.ts'

describe.skipIf(NO_CHROMIUM !== undefined)('given all of Tubepost and a browser', () => {
  const given = openWeb()

  boardFlows(given)
  mailFlows(given)
  replyFlows(given)
  caseFlows(given)
  htmlFlows(given)
  operatorFlows(given)
  directoryFlows(given)
  wizardFlows(given)
  hostileFlows(given)
  signInFlows(given)
  endedSessionFlows(given)
  wallFlows(given)
  longListFlows(given)
})

import { Button } from '@mantine/core'
import { type ReactNode, Suspense, useState } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { useConnectionLost } from '../api/connection.ts'
import { useMay, useMe } from '../api/me.ts'
import { Waiting } from '../parts/answered.tsx'
import { Boundary } from '../parts/boundary.tsx'
import { Icon } from '../parts/icons.tsx'
import { Notice } from '../parts/notice.tsx'
import { useSpeech } from '../words/words.tsx'
import { Choices } from '../parts/choices.tsx'
import { isAt, loadAhead, SCREENS } from './screens.ts'
import { SignOut } from './sign-out.tsx'

/** The frame of every screen: the menu of those that the caller may see, their name, and the choices of the viewer. */
export function Frame(): ReactNode {
  const { say } = useSpeech()
  const { person } = useMe()
  const may = useMay()
  const isLost = useConnectionLost()
  const [isOpen, setOpen] = useState(false)
  const [path] = useLocation()
  const offered = SCREENS.filter(({ scope }) => scope === undefined || may(scope))
  return (
    <div className="frame">
      <a className="skip" href="#screen">
        {say('frame.skip')}
      </a>
      <header className="frame-head">
        <Button
          className="frame-menu"
          variant="default"
          aria-expanded={isOpen}
          aria-controls="menu"
          leftSection={<Icon name="menu" />}
          onClick={() => setOpen(!isOpen)}
        >
          {say('frame.menu')}
        </Button>
        <span className="frame-name">Tubepost</span>
        {person !== null && <span className="frame-person">{person.name}</span>}
        <SignOut />
      </header>
      <nav id="menu" className={`frame-nav ${isOpen ? 'is-open' : ''}`} aria-label={say('frame.menu')}>
        <ul>
          {offered.map((screen) => (
            <li key={screen.path}>
              <Link
                href={screen.path}
                onClick={() => setOpen(false)}
                onPointerEnter={() => void loadAhead(screen.path)}
                onFocus={() => void loadAhead(screen.path)}
                aria-current={isAt(screen, path) ? 'page' : undefined}
              >
                <Icon name={screen.icon} /> {say(screen.title)}
              </Link>
            </li>
          ))}
        </ul>
        <Choices />
      </nav>
      <main id="screen" tabIndex={-1}>
        {isLost && <Notice kind="problem">{say('state.lost')}</Notice>}
        <Boundary at={path}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              {offered.map(({ path: at, show: Show }) => (
                <Route key={at} path={at}>
                  <Show />
                </Route>
              ))}
              {offered.flatMap(({ below }) =>
                below === undefined
                  ? []
                  : [
                      <Route key={below.path} path={below.path}>
                        {(parts) => <below.show id={Object.values(parts)[0] ?? ''} />}
                      </Route>,
                    ],
              )}
              <Route>
                <h1>Tubepost</h1>
                <Notice>
                  {say(SCREENS.some((screen) => isAt(screen, path)) ? 'frame.notAllowed' : 'frame.noPage')}
                </Notice>
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
    </div>
  )
}

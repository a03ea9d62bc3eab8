import { createTheme, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState, type ComponentType } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { PageRoute } from './pages/route'
import Login from './pages/masuk/Login'
import { useEarlyKeys } from './shell/keys'
import { usePreferences } from './shell/preferences'
import { homeOf } from './shell/roles'
import { SessionProvider, useSession } from './shell/session'
import { Shell } from './shell/Shell'
import { Starting } from './shell/Starting'
import { Unexpected } from './shell/Unexpected'
import { Act } from './parts/Act'
import { setFormatLanguage } from './words/format'
import { LanguageContext, load, useWords, type Language } from './words/words'

const theme = createTheme({
  fontFamily: 'system-ui, "Liberation Sans", "DejaVu Sans", sans-serif',
  primaryColor: 'ktpel',
  primaryShade: 7,
  colors: { ktpel: ['#eaf2fb', '#d2e1f2', '#a2c2e6', '#6fa1da', '#4685cf', '#2f74c9', '#2269c0', '#17549f', '#123a63', '#0c2a49'] },
  defaultRadius: 'sm',
})

const tables = import.meta.glob<{ default: PageRoute[] }>('./pages/*/routes.ts', { eager: true })
const routes = Object.values(tables)
  .flatMap((table) => table.default)
  .map((route) => ({ ...route, Page: lazy(route.page) as ComponentType<Record<string, string | undefined>> }))

function Pages() {
  const { site, me, role } = useSession()
  const [path] = useLocation()
  const here = routes.filter((route) => route.site === 'both' || route.site === site.kind)
  const open = here.filter((route) => route.roles === 'everybody')
  // Of two pages at one address the one of the role that the officer acts in.
  const acts = (route: PageRoute) => Number(role !== null && Array.isArray(route.roles) && route.roles.includes(role))
  const mine = here.filter((route) => route.roles === 'anybody' || (role && Array.isArray(route.roles) && me?.roles.some((one) => (route.roles as string[]).includes(one.name))))
    .sort((a, b) => acts(b) - acts(a))
  const inside = (
    <Shell>
      <Unexpected path={path}>
        <Suspense fallback={<Opening />}>
          <Switch>
            {mine.map(({ path, Page }) => <Route key={path} path={path}>{(params) => <Page {...(params as Record<string, string | undefined>)} />}</Route>)}
            <Route path="/">{role && <Redirect to={homeOf(role, site)} />}</Route>
            <Route path="/masuk"><Redirect to="/" /></Route>
            <Route><NotThere known={here} /></Route>
          </Switch>
        </Suspense>
      </Unexpected>
    </Shell>
  )
  return (
    <Switch>
      {open.map(({ path, Page }) => (
        <Route key={path} path={path}>{(params) => <Suspense fallback={null}><Page {...(params as Record<string, string | undefined>)} /></Suspense>}</Route>
      ))}
      <Route>{me ? inside : <Login />}</Route>
    </Switch>
  )
}

/** Nothing to see for the moment that a page takes; what is typed meanwhile is not lost. */
function Opening() {
  useEarlyKeys()
  return null
}

function NotThere({ known }: { known: PageRoute[] }) {
  const t = useWords()
  const foreign = known.some((route) => route.path.split('/')[1] === location.pathname.split('/')[1])
  return <Act heading={t('kerangka.tidak_ada')} back={() => history.back()}><p className="empty">{foreign ? `${t('galat.0004')} (0004)` : t('kerangka.tidak_ada_petunjuk')}</p></Act>
}

const client = new QueryClient({ defaultOptions: { queries: { staleTime: 0, refetchOnWindowFocus: false, retryDelay: 500 } } })

export function App() {
  const preferences = usePreferences()
  const [language, setLanguage] = useState<Language>('id')
  useEffect(() => {
    void load(preferences.language).then(() => {
      setFormatLanguage(preferences.language)
      setLanguage(preferences.language)
    })
  }, [preferences.language])
  useEffect(() => {
    const root = document.documentElement
    root.lang = language
    root.dataset.contrast = preferences.contrast
    root.style.fontSize = preferences.text + '%'
  }, [language, preferences.contrast, preferences.text])
  return (
    <MantineProvider theme={theme} forceColorScheme="light">
      <LanguageContext.Provider value={language}>
        <QueryClientProvider client={client}>
          <SessionProvider waiting={(failure) => <Starting failure={failure} />}>
            <Pages />
          </SessionProvider>
        </QueryClientProvider>
      </LanguageContext.Provider>
    </MantineProvider>
  )
}

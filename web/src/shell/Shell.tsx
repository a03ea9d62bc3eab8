// The frame around every page of an officer: header, the page, the status bar (screens.md 2.1).
import { useIsFetching } from '@tanstack/react-query'
import { Button, Group, Menu, Modal, Text, TextInput, UnstyledButton } from '@mantine/core'
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useRead, useSiteEvents } from '../api/use'
import type { CenterStatus, RoleName, Status } from '../api/types'
import { useLanguage, useWords } from '../words/words'
import { useIdleLock } from './idle'
import { useKeys } from './keys'
import { setPreferences, usePreferences } from './preferences'
import { menuOf } from './roles'
import { useOfficer, useSession } from './session'
import { useGoTo } from './sought'
import { StatusBar } from './StatusBar'

const HelpPanel = lazy(() => import('./HelpPanel'))
const FirstGuide = lazy(() => import('./FirstGuide'))
const CallNext = lazy(() => import('../pages/antrian/CallNext'))
/** Who calls numbers to a desk. */
const calls: RoleName[] = ['service-officer', 'operator', 'support', 'supervisor']

export function Shell({ children }: { children: ReactNode }) {
  const t = useWords()
  const { site, logOut, lock, chooseRole } = useSession()
  const { me, role } = useOfficer()
  const { language, guided } = usePreferences()
  // What the page speaks, not what was asked for: the English sentences take a moment to come.
  const spoken = useLanguage()
  const [, go] = useLocation()
  const goTo = useGoTo()
  const [menuOpen, setMenuOpen] = useState(false)
  const [rolesOpen, setRolesOpen] = useState(false)
  const [helpOpen, setHelpOpen] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const [sought, setSought] = useState('')
  useSiteEvents(true)
  useIdleLock(() => void lock())
  const status = useRead<Status & CenterStatus>('/api/status', { every: 15000 })
  // What is read anew stays on the screen; only what was never there is waited for.
  const waiting = useIsFetching({ predicate: (query) => query.state.data === undefined }) > 0

  const entries = menuOf(role, site)
  useKeys({
    F1: () => setHelpOpen((open) => !open),
    F2: () => search.current?.focus(),
    'Alt+M': () => setMenuOpen(true),
    'Alt+G': me.roles.length > 1 && (() => setRolesOpen(true)),
    'Alt+B': () => setPreferences({ language: language === 'id' ? 'en' : 'id' }),
    'Alt+S': () => document.querySelector<HTMLElement>('.status button')?.focus(),
    'Alt+L': () => void lock(),
    ...(menuOpen ? Object.fromEntries(entries.map((one, i) => [String(i + 1), () => { setMenuOpen(false); go(one.path) }])) : {}),
  })

  return (
    <div className="shell" lang={spoken}>
      <a className="skip" href="#main">{t('kerangka.ke_isi')}</a>
      <header className="header">
        <UnstyledButton className="mark" onClick={() => go('/')} aria-label={'ktpel: ' + t('kerangka.beranda')}>
          <img src="/icon.svg" alt="" width={26} height={26} />
          <span>ktpel</span>
        </UnstyledButton>
        <Text className="place" title={site.place}>{site.place}</Text>
        {site.specimen && <span className="specimen">{t('kerangka.spesimen')}</span>}
        <form className="search" role="search" data-submits onSubmit={(e) => { e.preventDefault(); search.current?.blur(); if (sought.trim()) goTo('/cari', { q: sought.trim() }); setSought('') }}>
          <TextInput ref={search} size="xs" value={sought} onChange={(e) => setSought(e.currentTarget.value)} aria-label={t('kerangka.cari')}
            placeholder={t('kerangka.cari_petunjuk')} rightSection={<kbd>F2</kbd>} />
        </form>
        <Menu opened={menuOpen} onChange={setMenuOpen} position="bottom-end" width={300} trapFocus returnFocus>
          <Menu.Target>
            <Button size="xs" variant="white" color="dark">{t('kerangka.menu')} <kbd>Alt+M</kbd></Button>
          </Menu.Target>
          <Menu.Dropdown>
            {entries.map((one, i) => (
              <Menu.Item key={one.path} leftSection={<kbd>{i + 1}</kbd>} onClick={() => go(one.path)}>{t(one.words)}</Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Menu opened={rolesOpen} onChange={setRolesOpen} position="bottom-end" width={280}>
          <Menu.Target>
            <UnstyledButton className="who">{me.full_name || me.name} · {t('peran.' + role)} ▾</UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {me.roles.length > 1 && me.roles.map((one) => (
              <Menu.Item key={one.name} onClick={() => { chooseRole(one.name); go('/') }} leftSection={one.name === role ? '●' : '○'}>{t('peran.' + one.name)}</Menu.Item>
            ))}
            {site.demo && <Menu.Item onClick={() => go('/bantuan')}>{t('panduan.coba')}</Menu.Item>}
            <Menu.Item onClick={() => go('/pengaturan')}>{t('menu.pengaturan')}</Menu.Item>
            <Menu.Item onClick={() => setPreferences({ language: language === 'id' ? 'en' : 'id' })}>{t('kerangka.bahasa')} <kbd>Alt+B</kbd></Menu.Item>
            <Menu.Item onClick={() => void lock()}>{t('kerangka.kunci')} <kbd>Alt+L</kbd></Menu.Item>
            <Menu.Item onClick={() => void logOut()}>{t('kerangka.keluar')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <UnstyledButton className="help-button" onClick={() => setHelpOpen(!helpOpen)} aria-expanded={helpOpen}>F1 <span aria-hidden>?</span><span className="hidden">{t('kerangka.bantuan')}</span></UnstyledButton>
      </header>
      <div className="body">
        <div className="page" id="main" tabIndex={-1} aria-busy={waiting}>{children}</div>
        {helpOpen && <Suspense fallback={null}><HelpPanel close={() => setHelpOpen(false)} /></Suspense>}
      </div>
      {site.kind === 'office' && calls.includes(role) && <Suspense fallback={null}><CallNext /></Suspense>}
      <StatusBar status={status.data} site={site} />
      {!guided.includes(role) && <Suspense fallback={null}><FirstGuide key={role} /></Suspense>}
    </div>
  )
}

/** Asked only before what cannot be undone: names the thing, shows the consequence, repeats the verb (1.11). */
export function ConfirmPage({ title, children, verb, back, onYes, busy }: { title: string; children: ReactNode; verb: string; back: () => void; onYes: () => void; busy?: boolean }) {
  const t = useWords()
  useKeys({ Escape: back }, 'panel')
  return (
    <Modal opened onClose={back} title={title} centered size="lg" withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false}>
      <div className="confirm">{children}</div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={back} data-autofocus><kbd>Esc</kbd> {t('kerangka.kembali')}</Button>
        <Button color="red.9" onClick={onYes} loading={busy}>{verb}</Button>
      </Group>
    </Modal>
  )
}

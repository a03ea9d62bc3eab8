// Line, unsent data, devices, queue and clock: always visible (screens.md 7.1).
import { UnstyledButton } from '@mantine/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useLocation } from 'wouter'
import { whenReached } from '../api/client'
import type { CenterStatus, Site, Status } from '../api/types'
import { age, clock, time } from '../words/format'
import { useWords } from '../words/words'

let reached = true
const listeners = new Set<() => void>()
whenReached((there) => {
  if (there === reached) return
  reached = there
  listeners.forEach((tell) => tell())
})
/** Whether the program of this office answers its browser. */
export const useReached = () => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => reached)

export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

const sign = (good: boolean | undefined) => (good ? '●' : '○')

export function StatusBar({ status, site }: { status: (Status & Partial<CenterStatus>) | undefined; site: Site }) {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(10000)
  const there = useReached()
  const line = status?.line
  const up = !line?.last_failure
  const oldest = status?.outbox?.oldest
  const move = (event: React.KeyboardEvent) => {
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : at
    if (next !== at) buttons[(next + buttons.length) % buttons.length]?.focus()
  }
  return (
    <footer className="status" onKeyDown={move}>
      {!there && <div className="gone" role="alert">{t('galat.0001')} (0001)</div>}
      {site.kind === 'office' ? (
        <>
          <UnstyledButton onClick={() => go('/pengiriman')} title={line?.last_failure?.message}>
            {up ? t('status.jalur_tersambung') : t('status.jalur_terputus', { jam: line?.last_reached ? clock(line.last_reached) : '–' })}
          </UnstyledButton>
          <UnstyledButton onClick={() => go('/pengiriman')}>
            {line && line.unsent > 0
              ? t(oldest ? 'status.kirim_umur' : 'status.kirim', { n: line.unsent, umur: oldest ? age(now - Date.parse(oldest)) : '' })
              : t('status.kirim_kosong')}
          </UnstyledButton>
          <UnstyledButton onClick={() => go('/perangkat')}>
            {!status?.devices && t('status.alat_diperiksa')}
            {(['camera', 'fingers', 'irises', 'reader', 'printer', 'scanner'] as const)
              .filter((kind) => status?.devices?.[kind] !== undefined)
              .map((kind) => <span key={kind} className="device">{t('alat.' + kind)} {sign(status?.devices?.[kind])}<span className="hidden"> {t(status?.devices?.[kind] ? 'alat.siap' : 'alat.tidak_ada')}</span></span>)}
          </UnstyledButton>
          <UnstyledButton onClick={() => go('/antrian')}>{t('status.antri', { n: status?.queue?.waiting ?? 0 })}</UnstyledButton>
        </>
      ) : (
        <span>{t('status.pusat', { kasus: status?.contests ?? 0, lewat: status?.overdue ?? 0 })}</span>
      )}
      <span className="clock">{time(now)}</span>
    </footer>
  )
}

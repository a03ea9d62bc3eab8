// First log-in in a role: four cards, a minute, can be skipped (screens.md 3.32). Read once, kept in the preferences.
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { RoleName } from '../api/types'
import { useWords } from '../words/words'
import { DemoTasks } from './DemoTasks'
import { drawings, type Drawing } from './drawings'
import { useKeys } from './keys'
import { setPreferences, usePreferences } from './preferences'
import { useOfficer, useSession } from './session'
import './guide.css'

/** The drawings of a role's own two cards. */
const own: Record<RoleName, [Drawing, Drawing]> = {
  'service-officer': ['papers', 'line'], operator: ['fingers', 'glass'], support: ['hands', 'card'], supervisor: ['list', 'two'],
  adjudicator: ['compare', 'two'], 'dinas-admin': ['card', 'count'], 'site-admin': ['two', 'line'], auditor: ['list', 'chain'], ministry: ['ladder', 'card'],
}

export default function FirstGuide() {
  const t = useWords()
  const { role } = useOfficer()
  const { site } = useSession()
  const { guided } = usePreferences()
  const [at, setAt] = useState(0)
  const cards: { drawing: Drawing; key: string }[] = [
    { drawing: 'list', key: 'panduan.daftar' },
    { drawing: own[role][0], key: `panduan.${role}_1` },
    { drawing: own[role][1], key: `panduan.${role}_2` },
    { drawing: 'help', key: 'panduan.bantuan' },
  ]
  const last = cards.length - 1 + (site.demo ? 1 : 0)
  const done = () => setPreferences({ guided: [...guided.filter((one) => one !== role), role] })
  const next = () => (at < last ? setAt(at + 1) : done())
  const before = () => setAt(Math.max(0, at - 1))
  useKeys({ Escape: done, Enter: next, ArrowRight: next, ArrowLeft: before }, 'panel')
  const card = cards[at]
  const Picture = card && drawings[card.drawing]
  return (
    <Modal opened onClose={done} withCloseButton={false} centered size="lg" closeOnClickOutside={false} closeOnEscape={false}
      title={`${t('panduan.judul', { peran: t('peran.' + role) })} · ${t('panduan.kartu', { n: at + 1, m: last + 1 })}`}>
      <div className="guide-card" role="status">
        {card && Picture ? (
          <>
            <Picture />
            <h2>{t(card.key)}</h2>
            <p>{t(card.key + '_isi')}</p>
          </>
        ) : (
          <>
            <h2>{t('panduan.coba')}</h2>
            <DemoTasks />
          </>
        )}
      </div>
      <div className="guide-actions">
        <Button variant="default" onClick={done}><kbd>Esc</kbd> {t('panduan.lewati')}</Button>
        <span className="grow" />
        {at > 0 && <Button variant="default" onClick={before}><kbd>←</kbd> {t('panduan.kembali')}</Button>}
        <Button onClick={next} data-autofocus><kbd>Enter</kbd> {t(at < last ? 'panduan.lanjut' : 'panduan.mulai')}</Button>
      </div>
    </Modal>
  )
}

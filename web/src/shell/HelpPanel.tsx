// F1: the page's step in its own words, its keys, its errors by code (screens.md 3.32). The page stays in view.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useOfficer } from './session'
import { useWords } from '../words/words'
import ErrorHelp from './ErrorHelp'
import { guideOf } from './help'
import { keyWords, useKeys } from './keys'

export default function HelpPanel({ close }: { close: () => void }) {
  const t = useWords()
  const [path] = useLocation()
  const { role } = useOfficer()
  const [sought, setSought] = useState('')
  useKeys({ Escape: close }, 'panel')
  const guide = guideOf(path, role)
  return (
    <aside className="help" aria-label={t('bantuan.judul')}>
      <h2>{t('bantuan.judul_halaman', { halaman: t(guide.title) })}</h2>
      <TextInput size="sm" label={t('bantuan.cari')} value={sought} onChange={(e) => setSought(e.currentTarget.value)} data-autofocus />
      {!sought.trim() && (
        <>
          <ol className="help-steps">{guide.steps.map((step) => <li key={step}>{t(step)}</li>)}</ol>
          <h3>{t('bantuan.tombol')}</h3>
          <dl className="help-keys">
            {guide.keys.map(([key, words]) => <div key={key}><dt><kbd>{keyWords(key)}</kbd></dt><dd>{t(words)}</dd></div>)}
          </dl>
        </>
      )}
      <h3>{t('bantuan.galat')}</h3>
      <ErrorHelp sought={sought} codes={guide.codes} />
      <Button variant="default" fullWidth onClick={close}><kbd>Esc</kbd> {t('kerangka.tutup')}</Button>
    </aside>
  )
}

// Alt+T: the recording is put aside, with a reason that the desk's list shows (screens.md 3.8).
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import { asides, type Capture, type PutAside } from './capture'

export function AsidePanel({ path, close, done }: { path: string; close: () => void; done: () => void }) {
  const t = useWords()
  const [other, setOther] = useState('')
  const act = useAct(async (reason: PutAside['why'], words = '') => { await post<Capture>(path + '/aside', { reason, words }); done() })
  const coded = asides.filter((one) => one !== 'lain')
  const tell = () => { if (other.trim()) void act.run('lain', other.trim()) }
  useKeys({ Escape: close, Enter: tell, ...Object.fromEntries(coded.map((reason, i) => [String(i + 1), () => void act.run(reason)])) }, 'panel')
  return (
    <aside className="second" role="dialog" aria-modal="false" aria-label={t('perekaman.ditunda.judul')}>
      <h2>{t('perekaman.ditunda.judul')}</h2>
      <div className="reasons">
        {coded.map((reason, i) => (
          <Button key={reason} variant="default" justify="flex-start" leftSection={<kbd>{i + 1}</kbd>} disabled={act.busy} autoFocus={i === 0} onClick={() => void act.run(reason)}>{t('perekaman.ditunda.' + reason)}</Button>
        ))}
      </div>
      <TextInput label={t('perekaman.ditunda.lain')} value={other} maxLength={100} onChange={(e) => setOther(e.currentTarget.value)} autoComplete="off" />
      {act.failure && <ErrorBlock failure={act.failure} />}
      <div className="second-actions">
        <Button variant="default" onClick={close}><kbd>Esc</kbd> {t('kerangka.kembali')}</Button>
        <Button onClick={tell} disabled={!other.trim()} loading={act.busy}>{t('perekaman.tunda')}</Button>
      </div>
    </aside>
  )
}

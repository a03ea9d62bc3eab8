// Two persons stay two persons (screens.md 1.12): a second officer signs at this desk without ending the first one's work.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Failure } from '../api/client'
import { useKeys } from '../shell/keys'
import { useOfficer } from '../shell/session'
import { useWords } from '../words/words'
import { ErrorBlock } from './ErrorBlock'

export interface Second { name: string; password: string }
interface Props { title: string; verb: string; onSign: (second: Second) => void; close: () => void; busy?: boolean; failure?: Failure | null; children?: React.ReactNode; /** The children bring the field that is filled in first. */ fieldBefore?: boolean }

export function SecondPersonPanel({ title, verb, onSign, close, busy, failure, children, fieldBefore }: Props) {
  const t = useWords()
  const { me } = useOfficer()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const same = name.trim() !== '' && name.trim() === me.name
  const ready = name.trim() !== '' && password !== '' && !same && !busy
  const sign = () => onSign({ name: name.trim(), password })
  useKeys({ Escape: close, Enter: ready && sign }, 'panel')
  return (
    <aside className="second" role="dialog" aria-modal="false" aria-label={title}>
      <h2>{title}</h2>
      {children}
      <TextInput label={t('kedua.nama')} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus={!fieldBefore} autoFocus={!fieldBefore} autoComplete="off" error={same ? t('kedua.orang_sama') : undefined} />
      <PasswordInput label={t('masuk.sandi')} value={password} onChange={(e) => setPassword(e.currentTarget.value)} autoComplete="off" />
      {failure && <ErrorBlock failure={failure} />}
      <div className="second-actions">
        <Button variant="default" onClick={close}><kbd>Esc</kbd> {t('kerangka.tutup')}</Button>
        <Button onClick={sign} disabled={!ready} loading={busy}>{verb}</Button>
      </div>
    </aside>
  )
}

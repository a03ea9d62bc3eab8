// screens.md 3.21 at the Dinas: the old cards that were withdrawn at its own counter, by day.
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { query } from '../../api/client'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { day, nikTail, parseDay } from '../../words/format'
import { useWords } from '../../words/words'

interface OldCards { day: string; items: { nik: string; name: string; old_card: { kind: 'withdrawn' | 'lost' | 'none'; number: string; day?: string } }[] }

export default function OldCards() {
  const t = useWords()
  const [typed, setTyped] = useState(day(Date.now()))
  const wanted = parseDay(typed)
  const cards = useRead<OldCards>(wanted ? query('/api/old-cards', { day: wanted }) : null)
  return (
    <Act heading={t('ktp_lama_dinas.judul')} clause="6e">
      <TextInput w={220} label={t('ktp_lama_dinas.hari')} value={typed} autoFocus autoComplete="off" onChange={(e) => setTyped(e.currentTarget.value)} error={wanted ? undefined : t('ktp_lama_dinas.hari_salah')} />
      {cards.error && <ErrorBlock failure={cards.error} />}
      {wanted && cards.isPending && <div className="skeleton" role="status"><i /><i /></div>}
      {cards.data?.items.length === 0 && <p className="empty">{t('ktp_lama_dinas.kosong')}</p>}
      {cards.data && cards.data.items.length > 0 && (
        <table className="plain" aria-label={t('ktp_lama_dinas.judul')}>
          <thead><tr><th>{t('ktp_lama_dinas.nama')}</th><th>{t('ktp_lama_dinas.jenis')}</th><th>{t('ktp_lama_dinas.nomor')}</th></tr></thead>
          <tbody>
            {cards.data.items.map((one) => (
              <tr key={one.nik + one.old_card.number}><td>{one.name} <span className="dim">{nikTail(one.nik)}</span></td><td>{t('ktp_lama_dinas.jenis_' + one.old_card.kind)}</td><td>{one.old_card.number || '–'}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </Act>
  )
}

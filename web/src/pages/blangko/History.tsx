// What happened to one blank, by the serial on it.
import { TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { get } from '../../api/client'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { dayTime } from '../../words/format'
import { whole } from '../../parts/whole'
import { useWords } from '../../words/words'
import type { Blank } from './stock'

export function History({ above }: { above: ReactNode }) {
  const t = useWords()
  const [serial, setSerial] = useState('')
  const [blank, setBlank] = useState<Blank | null>(null)
  const act = useAct(async () => { setBlank(null); setBlank(await get<Blank>('/api/stock/blanks/' + encodeURIComponent(serial.trim()))) })
  return (
    <Act heading={t('blangko.judul')} clause="4, II.1" failure={act.failure} primary={{ words: t('blangko.tampilkan'), run: () => void act.run(), disabled: serial.trim() === '', busy: act.busy }}>
      {above}
      <div className="stock-form"><TextInput label={t('blangko.seri')} value={serial} autoFocus autoComplete="off" onChange={(e) => setSerial(e.currentTarget.value)} /></div>
      {!blank && !act.failure && <p className="empty">{t('blangko.riwayat_kosong')}</p>}
      {blank && (
        <table className="plain" aria-label={t('blangko.riwayat', { seri: blank.serial })}>
          <thead><tr><th>{t('blangko.waktu')}</th><th>{t('blangko.peristiwa')}</th><th>{t('blangko.permohonan')}</th><th>{t('blangko.petugas')}</th></tr></thead>
          <tbody>
            {[...blank.history].reverse().map((event, i) => (
              <tr key={i}><td>{whole(dayTime(event.time))}</td><td>{t('blangko.kejadian_' + event.kind.replace(/-/g, '_'))}</td>
                <td>{event.kind.startsWith('blank-') && event.kind !== 'blank-taken' && event.kind !== 'blank-spoilt' ? '–' : whole(event.subject)}</td><td>{whole(`${event.actor}, ${event.site}`)}</td></tr>
            ))}
          </tbody>
        </table>
      )}
      {blank && <p role="status">{t('blangko.sekarang', { seri: blank.serial, keadaan: blank.label, tempat: blank.site })}</p>}
    </Act>
  )
}

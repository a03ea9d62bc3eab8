import type { ReactNode } from 'react'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { dayTime } from '../../words/format'
import { whole } from '../../parts/whole'
import { useWords } from '../../words/words'
import type { Spoilage } from './stock'

/** Spoilt blanks by serial, and what spoils them. */
export function Spoilt({ above }: { above: ReactNode }) {
  const t = useWords()
  const spoilt = useRead<Spoilage>('/api/stock/spoilage')
  return (
    <Act heading={t('blangko.judul')} clause="4, II.1">
      {above}
      {spoilt.error && !spoilt.data && <ErrorBlock failure={spoilt.error} />}
      {spoilt.data && spoilt.data.causes.length > 0 && (
        <p className="hint">{t('blangko.sebab_terbanyak')} {spoilt.data.causes.map((one) => `${one.cause} (${one.count})`).join(' · ')}</p>
      )}
      {spoilt.data && (
        <table className="plain" aria-label={t('blangko.bagian_spoilt')}>
          <thead><tr><th>{t('blangko.seri')}</th><th>{t('blangko.keadaan')}</th><th>{t('blangko.permohonan')}</th><th>{t('blangko.waktu')}</th></tr></thead>
          <tbody>
            {spoilt.data.items.map((one) => (
              <tr key={one.serial}><td>{one.serial}</td><td>■ {t('blangko.rusak_karena', { sebab: one.cause })}</td><td>{whole(one.application || '–')}</td><td>{whole(dayTime(one.time))}</td></tr>
            ))}
            {spoilt.data.items.length === 0 && <tr><td colSpan={4} className="empty">{t('blangko.tidak_ada_rusak')}</td></tr>}
          </tbody>
        </table>
      )}
    </Act>
  )
}

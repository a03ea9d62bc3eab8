// screens.md 3.30, the own station: devices proven before the first resident.
import { useState } from 'react'
import { post } from '../../api/client'
import type { Told } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { codeWords, ErrorBlock } from '../../parts/ErrorBlock'
import { clock, number } from '../../words/format'
import { useWords } from '../../words/words'

interface Device { kind: string; name: string; state: 'siap' | 'dipakai' | 'belum-siap' | 'tidak-terdaftar' | 'terputus'; detail: string; ms?: number; failure?: Told | null }
const signs: Record<Device['state'], string> = { siap: '●', dipakai: '◆', 'belum-siap': '▲', 'tidak-terdaftar': '■', terputus: '○' }

export default function Devices() {
  const t = useWords()
  const read = useRead<{ devices: Device[] }>('/api/devices')
  const [tested, setTested] = useState<{ devices: Device[]; tested: string } | null>(null)
  const test = useAct(async () => setTested(await post<{ devices: Device[]; tested: string }>('/api/devices/test')))
  const devices = tested?.devices ?? read.data?.devices
  const bad = devices?.filter((one) => one.failure || one.state !== 'siap').length ?? 0
  return (
    <Act heading={t('perangkat.judul')} back={() => history.back()} failure={test.failure} primary={{ key: 'F8', words: t('perangkat.uji'), run: () => void test.run(), busy: test.busy }}
      success={tested && bad === 0 ? t('perangkat.semua_baik', { jam: clock(tested.tested) }) : undefined}>
      {read.error && !devices && <ErrorBlock failure={read.error} />}
      <p className="hint" role="status">{test.busy ? t('perangkat.sedang_diuji') : tested ? t('perangkat.diuji', { jam: clock(tested.tested) }) : t('perangkat.belum_diuji')}</p>
      {!devices && !read.error && <div className="skeleton" role="status"><i /><i /><i /></div>}
      {devices && (
        <table className="plain" aria-label={t('perangkat.judul')}>
          <thead><tr><th>{t('perangkat.kolom.alat')}</th><th>{t('perangkat.kolom.nama')}</th><th>{t('perangkat.kolom.keadaan')}</th><th className="numeric">{t('perangkat.kolom.waktu')}</th><th>{t('perangkat.kolom.tindakan')}</th></tr></thead>
          <tbody>
            {devices.map((one) => (
              <tr key={one.kind + one.name}>
                <th scope="row" className="whole">{t('perangkat.alat.' + one.kind)}</th>
                <td className="whole">{one.name || '–'}</td>
                <td>{one.failure ? '■' : signs[one.state]} {one.failure ? t('perangkat.gagal_uji') : t('perangkat.keadaan.' + one.state.replace('-', '_'))}</td>
                <td className="numeric">{one.ms ? t('perangkat.detik', { n: number(one.ms / 1000, 1) }) : '–'}</td>
                <td>{one.failure ? `${one.failure.message.replace(/\s*\(\d+\)\.?$/, '')} (${codeWords(one.failure.code)})` : one.state === 'siap' ? one.detail : one.detail || t('perangkat.saran.' + one.state.replace('-', '_'))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p><a href="/warga" target="warga" rel="noreferrer">{t('perangkat.buka_layar_warga')}</a></p>
    </Act>
  )
}

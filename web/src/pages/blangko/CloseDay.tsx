// The day is closed only when two people have counted what must be there.
import { TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { post } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { PrintButton } from '../../parts/PrintButton'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { digitsOf, number } from '../../words/format'
import { whole } from '../../parts/whole'
import { useWords } from '../../words/words'
import { Serials } from './Movement'
import type { ClosedDays, Stock } from './stock'

export function CloseDay({ stock, keeps, above }: { stock: Stock; keeps: boolean; above: ReactNode }) {
  const t = useWords()
  const days = useRead<ClosedDays>('/api/stock/days')
  const [counted, setCounted] = useState('')
  const [signing, setSigning] = useState(false)
  const [paper, setPaper] = useState<string | null>(null)
  const must = stock.account.closing
  const found = counted === '' ? null : Number(digitsOf(counted))
  const differs = found !== null && found !== must
  const act = useAct(async (second: Second) => {
    const said = await post<{ paper: string }>('/api/stock/days', { counted: found ?? 0, second_name: second.name, second_password: second.password })
    setSigning(false)
    setCounted('')
    setPaper(said.paper)
  })
  return (
    <Act heading={t('blangko.judul')} clause="4, II.1" failure={signing ? null : act.failure} success={paper && t('blangko.berhasil_hari', { surat: paper.replace(/\.pdf$/, '') })}
      primary={keeps && stock.keeps_stock ? { words: t('blangko.tutup_hari'), run: () => { act.clear(); setPaper(null); setSigning(true) }, disabled: found === null || differs || signing, busy: act.busy } : undefined}>
      {above}
      {paper && <PrintButton paper={paper} words={t('blangko.cetak_berita_acara')} />}
      {keeps && stock.keeps_stock && (
        <>
          <div className="stock-form">
            <TextInput label={t('blangko.dihitung')} value={counted} inputMode="numeric" autoFocus autoComplete="off" onChange={(e) => setCounted(digitsOf(e.currentTarget.value))} />
            <p className="wide hint">{t('blangko.dihitung_petunjuk')}</p>
          </div>
          {differs && (
            <div className="error" role="alert">
              ■ {t('blangko.selisih', { selisih: number(Math.abs(must - (found ?? 0))), seharusnya: number(must), dihitung: number(found ?? 0) })}
              {' '}{t('blangko.selisih_cari')}
            </div>
          )}
          {differs && <Serials label={t('blangko.pada_anda')} serials={stock.with_me} />}
        </>
      )}
      {days.error && !days.data && <ErrorBlock failure={days.error} />}
      {days.data && (
        <table className="plain" aria-label={t('blangko.hari_tutup')}>
          <thead><tr><th>{t('blangko.hari_tutup')}</th><th className="numeric">{t('blangko.kolom_baik')}</th><th className="numeric">{t('blangko.kolom_rusak')}</th><th className="numeric">{t('blangko.kolom_kemudian')}</th>
            <th className="numeric">{t('blangko.dihitung')}</th><th>{t('blangko.oleh')}</th></tr></thead>
          <tbody>
            {days.data.items.map((one) => (
              <tr key={one.day}><td>{whole(one.day)}</td><td className="numeric">{number(one.account.good)}</td><td className="numeric">{number(one.account.spoilt)}</td><td className="numeric">{number(one.account.failed_later)}</td>
                <td className="numeric">{number(one.counted)}</td><td>{t('blangko.oleh_berdua', { satu: one.by[0], dua: one.by[1] })}</td></tr>
            ))}
            {days.data.items.length === 0 && <tr><td colSpan={6} className="empty">{t('blangko.belum_ada_hari')}</td></tr>}
          </tbody>
        </table>
      )}
      {signing && (
        <SecondPersonPanel title={t('blangko.tanda_hari', { n: found ?? 0 })} verb={t('blangko.tanda_tangani')} busy={act.busy} failure={act.failure}
          close={() => setSigning(false)} onSign={(second) => void act.run(second)}>
          <p>{t('blangko.perlu_hitung')}</p>
        </SecondPersonPanel>
      )}
    </Act>
  )
}

// A failed card is taken in by the ministry, looked at, and its application opened again (screens.md 3.22).
import { Radio } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { LabelledValue } from '../../parts/LabelledValue'
import { ConfirmPage } from '../../shell/Shell'
import { dayTime } from '../../words/format'
import { useWords } from '../../words/words'
import { rungs, type Returned } from './returned'
import { verdictCode, verdictWords } from '../pengambilan/verdict'
import './returned.css'

export default function ReturnedCard({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const read = useRead<Page<Returned>>('/api/returns')
  const [reopen, setReopen] = useState<string | null>(null)
  const [asks, setAsks] = useState(false)
  const [success, setSuccess] = useState('')
  const one = read.data?.items.find((line) => line.number === number)
  const up = useAct(async () => {
    await post(`/api/returns/${encodeURIComponent(number)}/up`)
    setSuccess(t('kembali_pusat.diterima', { kartu: one?.serial ?? '' }))
    await read.refetch()
  })
  const finding = useAct(async () => {
    await post(`/api/returns/${encodeURIComponent(number)}/finding`, { reopen })
    setSuccess(t('kembali_pusat.dibuka_' + reopen, { nomor: number }))
    await read.refetch()
  })
  const primary: Step | undefined = one?.rung === 'province'
    ? { words: t('kembali_pusat.terima'), run: () => void up.run(), busy: up.busy }
    : one?.rung === 'ministry' ? { words: t('kembali_pusat.catat_temuan'), run: () => setAsks(true), disabled: reopen === null, busy: finding.busy } : undefined
  const at = one ? rungs.indexOf(one.rung) : -1
  return (
    <Act heading={t('kembali_pusat.judul_satu')} clause="P2" about={one ? `${one.serial} · ${one.name} …${one.nik_tail}` : number} back={() => go('/pengembalian')}
      failure={up.failure ?? finding.failure} success={success || undefined} primary={primary}>
      {read.error && <ErrorBlock failure={read.error} />}
      {read.data && !one && !success && <p className="empty">{t('kembali_pusat.tidak_ada')}</p>}
      {one && (
        <>
          <ol className="ladder" aria-label={t('kembali_pusat.tingkat')}>
            <li>✓ {t('kembali_pusat.tingkat_service')}</li>
            {rungs.map((rung, i) => <li key={rung} aria-current={i === at ? 'step' : undefined}>{i < at ? '✓' : i === at ? '▸' : '○'} {t('kembali_pusat.tingkat_' + rung)}</li>)}
          </ol>
          <dl className="values panel">
            <LabelledValue label={t('kembali_pusat.sebab')} wide>{verdictWords(t, Number(one.cause))} ({verdictCode(Number(one.cause))})</LabelledValue>
            <LabelledValue label={t('kembali_pusat.tempat')}>{one.office}</LabelledValue>
            <LabelledValue label={t('kembali_pusat.sejak')}>{one.since ? dayTime(one.since) : ''}</LabelledValue>
          </dl>
          {one.rung === 'district' && <p className="notice">◆ {t('kembali_pusat.masih_dinas')}</p>}
          {one.rung === 'ministry' && (
            <Radio.Group label={t('kembali_pusat.temuan')} value={reopen} onChange={setReopen}>
              <Radio mt={8} value="personalisation" label={t('kembali_pusat.temuan_personalisation')} description={t('kembali_pusat.akibat_personalisation')} />
              <Radio mt={8} value="capture" label={t('kembali_pusat.temuan_capture')} description={t('kembali_pusat.akibat_capture')} />
            </Radio.Group>
          )}
        </>
      )}
      {asks && one && (
        <ConfirmPage title={t('kembali_pusat.catat_temuan')} verb={t('kembali_pusat.catat_temuan')} back={() => setAsks(false)} onYes={() => { setAsks(false); void finding.run() }}>
          <p>{t('kembali_pusat.tanya_' + reopen, { kartu: one.serial })}</p>
        </ConfirmPage>
      )}
    </Act>
  )
}

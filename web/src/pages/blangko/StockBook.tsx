// screens.md 3.16: every blank accounted for by serial, every day; what comes, goes or is counted is signed by two.
import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer } from '../../shell/session'
import { day, number } from '../../words/format'
import { useNow } from '../../shell/StatusBar'
import { useWords } from '../../words/words'
import { CloseDay } from './CloseDay'
import { History } from './History'
import { Movement, type MovementKind } from './Movement'
import { Spoilt } from './Spoilt'
import type { Stock } from './stock'
import './blangko.css'

const movements: MovementKind[] = ['receipts', 'hand-outs', 'hand-backs', 'destructions', 'losses', 'returns']
const order = ['receipts', 'hand-outs', 'hand-backs', 'spoilt', 'destructions', 'losses', 'returns', 'day', 'history'] as const
type Part = (typeof order)[number]

export default function StockBook() {
  const t = useWords()
  const { role } = useOfficer()
  const keeps = role === 'dinas-admin'
  const stock = useRead<Stock>('/api/stock')
  const parts = order.filter((part) => keeps || part === 'spoilt' || part === 'history' || part === 'day')
  const [chosen, setChosen] = useState<Part | null>(null)
  const part = chosen ?? (keeps ? (stock.data?.keeps_stock ? 'hand-outs' : 'receipts') : 'day')

  const above = (
    <>
      {stock.error && !stock.data && <ErrorBlock failure={stock.error} />}
      {stock.data && !stock.data.keeps_stock && <p className="notice">◆ {t('blangko.kosong')}</p>}
      {stock.data?.keeps_stock && <Book stock={stock.data} />}
      <SegmentedControl className="stock-parts" size="xs" aria-label={t('blangko.bagian')} value={part} onChange={(one) => setChosen(one as Part)}
        data={parts.map((one) => ({ value: one, label: t('blangko.bagian_' + one.replace(/-/g, '_')) }))} />
    </>
  )
  if (!stock.data) return <Act heading={t('blangko.judul')} clause="4, II.1">{above}</Act>
  const kind = movements.find((one) => one === part)
  if (kind) return <Movement key={kind} kind={kind} stock={stock.data} above={above} />
  if (part === 'day') return <CloseDay stock={stock.data} keeps={keeps} above={above} />
  if (part === 'spoilt') return <Spoilt above={above} />
  return <History above={above} />
}

/** "awal 500 + terima 0 − baik 57 − rusak 1 = seharusnya 442", and how long it lasts. */
function Book({ stock }: { stock: Stock }) {
  const t = useWords()
  const now = useNow(60_000)
  const { account, forecast } = stock
  const left = forecast.days_left
  const late = left === null ? null : day(now + Math.max(0, Math.floor(left) - 2) * 86_400_000)
  return (
    <div className="stock-sum">
      <div>
        {t('blangko.buku', { awal: number(account.opening), terima: number(account.received), baik: number(account.good), rusak: number(account.spoilt) })}
        {account.returned + account.destroyed + account.missing > 0 &&
          ' ' + t('blangko.buku_lain', { kembali: number(account.returned), musnah: number(account.destroyed), hilang: number(account.missing) })}
        {' = '}<b>{t('blangko.seharusnya', { n: number(account.closing) })}</b>
      </div>
      <div className="hint">
        {left === null ? t('blangko.ramal_belum', { siap: number(forecast.backlog) })
          : t('blangko.ramal', { hari: number(Math.floor(left)), siap: number(forecast.backlog), rata: number(forecast.per_day, forecast.per_day < 10 ? 1 : 0), tanggal: late ?? '' })}
        {forecast.short_of > 0 && <> ▲ {t('blangko.kurang', { n: number(forecast.short_of) })}</>}
      </div>
    </div>
  )
}

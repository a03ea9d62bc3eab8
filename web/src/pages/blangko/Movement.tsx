// One movement of blanks: which serials, what for, and who signs it with the keeper.
import { Select, TextInput } from '@mantine/core'
import { useRef, useState, type ReactNode } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { PrintButton } from '../../parts/PrintButton'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { useOfficer } from '../../shell/session'
import { useWords } from '../../words/words'
import { rangesOf, rangeSize, type Stock } from './stock'

export type MovementKind = 'receipts' | 'hand-outs' | 'hand-backs' | 'destructions' | 'losses' | 'returns'

/** What has to be written down beside the serials, by its name in the route's body. */
const texts: Record<MovementKind, string[]> = { receipts: ['note'], 'hand-outs': ['to'], 'hand-backs': [], destructions: ['order'], losses: ['cause'], returns: ['to', 'minutes'] }
const optional = ['order']
const alone: MovementKind[] = ['hand-outs', 'hand-backs']
const methods = ['cut', 'shredded', 'burnt'] as const

interface Done { count: number; first: string; last: string; paper: string | null }

export function Movement({ kind, stock, above }: { kind: MovementKind; stock: Stock; above: ReactNode }) {
  const t = useWords()
  const { me } = useOfficer()
  const name = kind.replace(/-/g, '_')
  const [first, setFirst] = useState('')
  const [last, setLast] = useState('')
  const [values, setValues] = useState<Record<string, string>>(kind === 'hand-outs' ? { to: me.name } : {})
  const [method, setMethod] = useState<string>('cut')
  const [typed, setTyped] = useState('')
  const [signing, setSigning] = useState(false)
  const [done, setDone] = useState<Done | null>(null)
  const firstField = useRef<HTMLInputElement>(null)
  const lastField = useRef<HTMLInputElement>(null)

  const size = first.trim() ? rangeSize(first, last) : null
  const destroys = kind === 'destructions'
  const whole = size !== null && texts[kind].every((field) => optional.includes(field) || (values[field] ?? '').trim() !== '') && (!destroys || typed.trim() === String(size))

  const act = useAct(async (second: Second | null) => {
    const range = { first: first.trim(), last: last.trim() || first.trim() }
    const said = await post<{ paper?: string }>('/api/stock/' + kind, {
      ...range,
      ...Object.fromEntries(texts[kind].map((field) => [field, (values[field] ?? '').trim()])),
      ...(destroys ? { method } : {}),
      ...(second ? { second_name: second.name, second_password: second.password } : {}),
    })
    setSigning(false)
    setDone({ ...range, count: size ?? 1, paper: said.paper ?? null })
    setFirst('')
    setLast('')
    setTyped('')
    firstField.current?.focus()
  })
  const begin = () => {
    setDone(null)
    act.clear()
    if (alone.includes(kind)) void act.run(null)
    else setSigning(true)
  }
  /** A scanner ends a serial with Enter: the first one asks for the last, and does not move a single blank by itself. */
  const toLast = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || last.trim() || !first.trim()) return
    event.preventDefault()
    lastField.current?.focus()
  }
  const shown = kind === 'hand-backs' ? stock.with_me : stock.in_safe
  return (
    <Act heading={t('blangko.judul')} clause="4, II.1" failure={signing ? null : act.failure}
      success={done && t('blangko.berhasil_' + name, { n: done.count, awal: done.first, akhir: done.last })}
      primary={{ words: size ? t('blangko.tombol_' + name, { n: size }) : t('blangko.tombol_pindai'), run: begin, disabled: !whole || signing, busy: act.busy }}>
      {above}
      {done?.paper && <PrintButton paper={done.paper} words={t('blangko.cetak_berita_acara')} />}
      <p className="hint">{t('blangko.petunjuk_' + name)}</p>
      <div className="stock-form">
        <TextInput ref={firstField} label={t('blangko.seri_pertama')} value={first} autoFocus autoComplete="off" onChange={(e) => setFirst(e.currentTarget.value)} onKeyDown={toLast} />
        <TextInput ref={lastField} label={t('blangko.seri_terakhir')} value={last} autoComplete="off" onChange={(e) => setLast(e.currentTarget.value)}
          error={first.trim() && size === null ? t('blangko.bukan_urutan') : undefined} />
        <div><div className="hint">{t('blangko.jumlah')}</div><b role="status">{size === null ? '–' : t('blangko.keping', { n: size })}</b></div>
        {texts[kind].map((field) => (
          <TextInput key={field} className="wide" label={t(`blangko.isian_${name}_${field}`)} value={values[field] ?? ''} autoComplete="off" maxLength={200}
            onChange={(e) => setValues({ ...values, [field]: e.currentTarget.value })} />
        ))}
        {destroys && (
          <>
            <Select label={t('blangko.cara')} value={method} onChange={(one) => setMethod(one ?? 'cut')} data={methods.map((one) => ({ value: one, label: t('blangko.cara_' + one) }))} />
            {size !== null && <TextInput className="wide" label={t('blangko.ketik_jumlah', { n: size })} value={typed} inputMode="numeric" autoComplete="off" onChange={(e) => setTyped(e.currentTarget.value)} />}
          </>
        )}
      </div>
      {kind !== 'receipts' && kind !== 'destructions' && <Serials label={t(kind === 'hand-backs' ? 'blangko.pada_anda' : 'blangko.di_gudang')} serials={shown} />}
      {signing && (
        <SecondPersonPanel title={t('blangko.tanda_' + name, { n: size ?? 0 })} verb={t('blangko.tanda_tangani')} busy={act.busy} failure={act.failure}
          close={() => setSigning(false)} onSign={(second) => void act.run(second)}>
          <p>{size === 1 ? first.trim() : `${first.trim()} – ${last.trim()}`}</p>
          <p>{t(destroys ? 'blangko.perlu_saksi' : 'blangko.perlu_dua')}</p>
        </SecondPersonPanel>
      )}
    </Act>
  )
}

/** The serials that are there, neighbours as ranges. */
export function Serials({ label, serials }: { label: string; serials: string[] }) {
  const t = useWords()
  const ranges = rangesOf(serials)
  return (
    <table className="plain" aria-label={label}>
      <thead><tr><th>{label}</th><th className="numeric">{t('blangko.jumlah')}</th></tr></thead>
      <tbody>
        {ranges.map((range) => <tr key={range.first}><td>{range.size === 1 ? range.first : `${range.first} – ${range.last}`}</td><td className="numeric">{range.size}</td></tr>)}
        {ranges.length === 0 && <tr><td colSpan={2} className="empty">{t('blangko.tidak_ada_seri')}</td></tr>}
      </tbody>
    </table>
  )
}

// screens.md 3.23: the visits of this office, and a new order.
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer } from '../../shell/session'
import { day as dayOf, nik, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { equipment, niksIn, type Visit, type VisitLine } from './visit'

interface Draft { day: string; route: string; residents: string; team: string; equipment: string[] }
const idOf = (row: VisitLine) => row.number

export default function Visits() {
  const t = useWords()
  const [, go] = useLocation()
  const { me } = useOfficer()
  const list = useRead<{ items: VisitLine[] }>('/api/visits')
  const [planning, setPlanning] = useState(false)
  const [current, setCurrent] = useState<VisitLine | null>(null)
  const [draft, change, forget] = useDraft<Draft>('kunjungan', { day: dayOf(Date.now() + 86_400_000), route: '', residents: '', team: me.name, equipment: [] })
  const niks = niksIn(draft?.residents ?? '')
  const when = parseDay(draft?.day ?? '')
  const order = useAct(async (plan: Draft) => {
    const made = await post<Visit>('/api/visits', {
      day: when, route: plan.route.trim(), residents: niks, equipment: plan.equipment.map((one) => t('kunjungan.alat.' + one)), team: plan.team.split(/[\s,;]+/).filter(Boolean),
    })
    await forget()
    go('/kunjungan/' + encodeURIComponent(made.number))
  })
  const rows = list.data?.items
  const open = (row: VisitLine) => go('/kunjungan/' + encodeURIComponent(row.number))
  const focused = rows?.find((row) => row.number === current?.number) ?? rows?.[0]
  const ready = draft !== null && when !== null && draft.route.trim() !== '' && niks.length > 0 && draft.team.trim() !== ''
  if (planning && draft)
    return (
      <Act heading={t('kunjungan.susun')} clause="8" back={() => setPlanning(false)} failure={order.failure} primary={{ words: t('kunjungan.terbitkan', { n: niks.length }), run: () => void order.run(draft), busy: order.busy, disabled: !ready }}>
        <div className="columns">
          <TextInput label={t('kunjungan.hari')} description={t('kunjungan.hari_bentuk')} value={draft.day} onChange={(e) => change({ day: e.currentTarget.value })} error={draft.day && !when ? t('kunjungan.hari_salah') : undefined} autoFocus />
          <TextInput label={t('kunjungan.rute')} description={t('kunjungan.rute_petunjuk')} value={draft.route} onChange={(e) => change({ route: e.currentTarget.value })} />
          <TextInput label={t('kunjungan.tim')} description={t('kunjungan.tim_petunjuk')} value={draft.team} onChange={(e) => change({ team: e.currentTarget.value })} />
        </div>
        <Textarea label={t('kunjungan.penduduk', { n: niks.length })} description={t('kunjungan.penduduk_petunjuk')} autosize minRows={4} maxRows={10} value={draft.residents} onChange={(e) => change({ residents: e.currentTarget.value })} />
        {niks.length > 0 && <ol className="plain-list">{niks.map((one) => <li key={one}>{nik(one)}</li>)}</ol>}
        <fieldset className="panel">
          <legend>{t('kunjungan.peralatan')}</legend>
          <div className="row">
            {equipment.map((one) => <Checkbox key={one} label={t('kunjungan.alat.' + one)} checked={draft.equipment.includes(one)} onChange={(e) => change({ equipment: e.currentTarget.checked ? [...draft.equipment, one] : draft.equipment.filter((other) => other !== one) })} />)}
          </div>
        </fieldset>
      </Act>
    )
  const plan: Step = { key: 'Alt+N', words: t('kunjungan.susun'), run: () => setPlanning(true) }
  return (
    <Act heading={t('kunjungan.judul')} clause="8" back={() => history.back()} others={focused ? [plan] : []}
      primary={focused ? { words: t('kunjungan.buka', { nomor: focused.number }), run: () => open(focused) } : plan}>
      <ActList label={t('kunjungan.judul')} rows={rows} id={idOf} open={open} onFocusRow={setCurrent} text={(row) => `${row.number} ${row.route}`} empty={t('kunjungan.kosong')}
        failure={list.error && !rows ? <ErrorBlock failure={list.error} /> : undefined}
        columns={[
          { words: t('kunjungan.kolom.nomor'), cell: (row) => row.number, width: '215px' },
          { words: t('kunjungan.hari'), cell: (row) => row.day, width: '110px' },
          { words: t('kunjungan.rute'), cell: (row) => row.route },
          { words: t('kunjungan.kolom.hasil'), cell: (row) => t('kunjungan.hasil', { rekam: row.captured, tolak: row.refused, tidak: row.not_met, pergi: row.gone, semua: row.residents }), width: '240px' },
          { words: t('kunjungan.kolom.keadaan'), cell: (row) => (row.closed ? '● ' + t('kunjungan.ditutup') : '○ ' + t('kunjungan.berjalan')), width: '115px' },
        ]} />
    </Act>
  )
}

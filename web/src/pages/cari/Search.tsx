// screens.md 3.3: the one right person, from one field.
import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { get, query } from '../../api/client'
import { useOnce, type QueueState, type Resident, type ResidentPage } from '../../api/counter'
import type { ApplicationLine, Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer } from '../../shell/session'
import { useGoTo, useSought } from '../../shell/sought'
import { stateWords } from '../../words/application'
import { day, digitsOf, nik as nikWords, nikTail, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { labelOf } from '../antrian/CallNext'
import { nikOf } from '../permohonan/NikField'
import './search.css'

/** "A-037" as it stands on a ticket, or the number of an application as it stands in a QR code. */
const queueNumber = (text: string) => /^[APK]-?\d{1,4}$/i.test(text)
const applicationNumber = (text: string) => /^[a-z]+-\d{4,10}-\d{4}-\d{6}$/i.test(text)
const three = (n: number) => String(n).padStart(3, '0')
const ofResident = (one: Resident) => one.nik
const ofApplication = (one: ApplicationLine) => one.number

export default function Search() {
  const { role } = useOfficer()
  const registry = role === 'service-officer' || role === 'supervisor'
  return registry ? <Residents /> : <Applications />
}

/** What was asked for, from the address or the field; a number leads straight to its application. */
function useSearching() {
  const t = useWords()
  const asked = useSought().q ?? ''
  const goTo = useGoTo()
  const [, go] = useLocation()
  const [text, setText] = useState(asked)
  useEffect(() => setText(asked), [asked])
  const [unknown, setUnknown] = useState('')
  const byNumber = useAct(async (label: string) => {
    const wanted = label.toUpperCase().replace(/^([APK])-?0*/, '$1')
    const { waiting, calling } = await get<QueueState>('/api/queue')
    const one = [...waiting, ...calling].find((other) => labelOf(other).replace(/^([APK])-0*/, '$1') === wanted)
    if (one?.number) go('/permohonan/' + one.number, { replace: true })
    else setUnknown(t('cari.nomor_tidak_ada'))
  })
  const { run } = byNumber
  useEffect(() => {
    setUnknown('')
    if (applicationNumber(asked)) go('/permohonan/' + asked, { replace: true })
    else if (queueNumber(asked)) void run(asked)
  }, [asked, go, run])
  return { asked, text, setText, unknown, byNumber, search: (q: string) => goTo('/cari', { q }), isNumber: queueNumber(asked) || applicationNumber(asked) }
}

function SoughtField({ text, setText, search }: { text: string; setText: (text: string) => void; search: (text: string) => void }) {
  const t = useWords()
  return (
    <TextInput className="sought" label={t('cari.yang_dicari')} size="md" value={text} autoFocus autoComplete="off" spellCheck={false}
      onChange={(e) => {
        setText(e.currentTarget.value)
        const nik = nikOf(e.currentTarget.value)
        if (nik) search(nik)
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && text.trim()) { e.preventDefault(); search(text.trim()) }
        if (e.key === 'ArrowDown') { e.preventDefault(); document.querySelector<HTMLElement>('.act-list tr[tabindex="0"]')?.focus() }
      }} />
  )
}

function Residents() {
  const t = useWords()
  const [, go] = useLocation()
  const goTo = useGoTo()
  const { asked, text, setText, unknown, byNumber, search, isNumber } = useSearching()
  const [born, setBorn] = useState('')
  const [village, setVillage] = useState('')
  const [row, setRow] = useState<Resident | null>(null)
  const villages = useOnce<{ items: { code: string; name: string }[] }>('/api/villages')
  const byDay = born === '' ? '' : (parseDay(born) ?? null)
  const names = asked !== '' && !nikOf(asked)
  const q = nikOf(asked) ?? asked
  const found = useOnce<ResidentPage>(asked.length < 2 || isNumber || byDay === null ? null : query('/api/residents', { q, born: names ? byDay : '', village: names ? village : '' }))
  const rows = asked === '' ? [] : found.data?.items
  const chosen = rows?.find((one) => one.nik === row?.nik) ?? rows?.[0]
  const open = (one: Resident) => (one.open_application ? go('/permohonan/' + one.open_application) : goTo('/permohonan/baru', { nik: one.nik }))
  const table = useRef(false)
  // The one that is found has the focus: Enter goes on.
  useEffect(() => {
    if (!found.data || found.data.items.length === 0 || table.current) return
    table.current = true
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.act-list tr[tabindex="0"]')?.focus())
  }, [found.data])
  useEffect(() => { table.current = false }, [asked])
  const alike = useMemo(() => {
    const items = found.data?.items ?? []
    return items.some((one, i) => items.slice(i + 1).some((other) => other.born === one.born))
  }, [found.data])
  const columns: Column<Resident>[] = [
    { words: t('cari.nama'), cell: (one) => <b>{one.name}</b> },
    { words: t('cari.nik'), width: '185px', cell: (one) => <span className="whole">{nikWords(one.nik)}</span> },
    { words: t('cari.lahir'), width: '110px', cell: (one) => <span className="whole">{one.born}</span> },
    { words: t('cari.desa_kolom'), width: '180px', cell: (one) => `${one.address.village} ${three(one.address.rt)}/${three(one.address.rw)}` },
    { words: t('cari.perekaman'), width: '150px', cell: (one) => (one.recorded_in ? t('cari.sudah', { tempat: one.recorded_at ?? one.recorded_in, tanggal: one.recorded_day ? day(one.recorded_day) : '' }) : t('cari.belum')) },
    { words: t('cari.wajib'), width: '95px', cell: (one) => <span title={one.obliged.why}>{t(one.obliged.holds ? 'cari.ya' : 'cari.tidak')}</span> },
  ]
  return (
    <Act heading={t('cari.judul')} clause="I.1, P1" back={() => history.back()} failure={byNumber.failure ?? (asked === '' ? null : found.failure)}
      primary={{ words: text.trim() !== asked ? t('cari.mulai') : !chosen ? t('cari.buka_baru') : chosen.open_application ? t('cari.buka') : t('cari.baru'), disabled: text.trim() !== asked ? text.trim() === '' : !chosen,
        run: () => { if (text.trim() !== asked) search(text.trim()); else if (chosen) open(chosen) } }}>
      <div className="sought-row">
        <SoughtField text={text} setText={setText} search={search} />
        {!nikOf(text) && (
          <>
            <TextInput label={t('cari.lahir')} size="md" value={born} placeholder={t('permohonan.tanggal_contoh')} error={byDay === null && digitsOf(born).length >= 8 ? t('cari.lahir_salah') : undefined} onChange={(e) => setBorn(e.currentTarget.value)} autoComplete="off" />
            <NativeSelect label={t('cari.desa')} size="md" value={village} onChange={(e) => setVillage(e.currentTarget.value)}
              data={[{ value: '', label: t('cari.semua_desa') }, ...(villages.data?.items ?? []).map((one) => ({ value: one.code, label: one.name }))]} />
          </>
        )}
      </div>
      {unknown && <p className="warning" role="alert">▲ {unknown}</p>}
      {found.data?.from_copy && <p className="offline">{t('cari.salinan')}</p>}
      {!unknown && !isNumber && !found.failure && (
        <ActList label={t('cari.judul')} rows={rows} id={ofResident} columns={columns} open={open} onFocusRow={setRow} empty={t(asked === '' ? 'cari.kosong' : 'cari.tidak_ada')} />
      )}
      {found.data && rows && rows.length > 0 && (
        <p className="hint" role="status">{found.data.total > rows.length ? t('cari.banyak', { n: found.data.total }) : t('cari.hasil', { n: rows.length })}{chosen ? ` · ${chosen.name}: ${chosen.obliged.why}` : ''}</p>
      )}
      {alike && <p className="warning">▲ {t('cari.mirip')}</p>}
    </Act>
  )
}

/** Who does not look into the registry looks among today's applications. */
function Applications() {
  const t = useWords()
  const [, go] = useLocation()
  const { asked, text, setText, unknown, byNumber, search, isNumber } = useSearching()
  const today = useRead<Page<ApplicationLine>>(query('/api/applications', { day: day(Date.now()) }))
  const [row, setRow] = useState<ApplicationLine | null>(null)
  const wanted = (nikOf(asked) ?? asked).toLowerCase()
  const rows = asked === '' ? [] : today.data?.items.filter((one) => one.name.toLowerCase().includes(wanted) || one.nik.includes(wanted))
  const chosen = rows?.find((one) => one.number === row?.number) ?? rows?.[0]
  const open = (one: ApplicationLine) => go('/permohonan/' + one.number)
  const columns: Column<ApplicationLine>[] = [
    { words: t('cari.nama'), cell: (one) => <><b>{one.name}</b> {nikTail(one.nik)}</> },
    { words: t('cari.permohonan'), width: '240px', cell: (one) => one.number },
    { words: t('cari.keadaan'), width: '260px', cell: (one) => stateWords(t, one.state) },
  ]
  return (
    <Act heading={t('cari.judul')} back={() => history.back()} failure={byNumber.failure}
      primary={{ words: text.trim() !== asked ? t('cari.mulai') : t('cari.buka'), disabled: text.trim() !== asked ? text.trim() === '' : !chosen,
        run: () => { if (text.trim() !== asked) search(text.trim()); else if (chosen) open(chosen) } }}>
      <SoughtField text={text} setText={setText} search={search} />
      <p className="hint">{t('cari.hari_ini')}</p>
      {unknown && <p className="warning" role="alert">▲ {unknown}</p>}
      {!unknown && !isNumber && (
        <ActList label={t('cari.judul')} rows={rows} id={ofApplication} columns={columns} open={open} onFocusRow={setRow} empty={t(asked === '' ? 'cari.kosong' : 'cari.tidak_ada_permohonan')}
          failure={today.error && <ErrorBlock failure={today.error} />} />
      )}
    </Act>
  )
}

// Who did what, and proof that nothing was changed (screens.md 3.28). Read-only; reading is an entry as well.
import { Button, Select, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { get, post, query } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { useOfficer, useSession } from '../../shell/session'
import { eventWords } from '../../words/application'
import { clockSeconds, day, digitsOf, nik as nikWords, number } from '../../words/format'
import { useWords } from '../../words/words'
import { openings, step, type Chain, type Entries, type Entry, type Found } from './journal'
import './journal.css'

const id = (one: Entry) => `${one.site} ${one.sequence}`

export default function Journal() {
  const t = useWords()
  const { site: here } = useSession()
  const { role } = useOfficer()
  const office = here.kind === 'office'
  const home = office ? here.site : 'pusat'
  const [typed, setTyped] = useState(home)
  const [kind, setKind] = useState('')
  const [actor, setActor] = useState('')
  const [subject, setSubject] = useState('')
  const [person, setPerson] = useState('')
  const [reason, setReason] = useState('')
  const [days, setDays] = useState('7')
  const [chain, setChain] = useState<Chain | null>(null)
  const [checked, setChecked] = useState<{ n: number; of: number } | null>(null)
  const [shown, setShown] = useState<Entry | null>(null)
  /** The entry in focus, which Enter opens; null while the fields have the focus. */
  const [current, setCurrent] = useState<Entry | null>(null)
  // Every reading of a page of the journal is written into the journal; it is not read again by itself.
  const [entries, setEntries] = useState<Entries | null>(null)
  const [found, setFound] = useState<Found | null>(null)
  const stopped = useRef(false)
  const offices = useRead<{ rows: { office: string }[] }>(office || role === 'supervisor' ? null : '/api/reports/states')
  const forget = () => { setShown(null); setCurrent(null) }
  /** The newest page of a chain, or the one behind `after`. */
  const read = useAct(async (of: string, after: number | null) => {
    setEntries(null)
    setFound(null)
    forget()
    setEntries(await get<Entries>(query('/api/journal', { site: of, limit: step, ...(after === null ? { latest: 'true' } : { after }) })))
  })
  const search = useAct(async () => {
    setEntries(null)
    setFound(null)
    forget()
    setFound(await post<Found>('/api/journal/resident', { nik: digitsOf(person), reason: reason.trim(), days: Number(days) }))
  })
  /** Part by part, so that one sees how far it is; each part begins at the entry where the one before ended. */
  const verify = useAct(async () => {
    stopped.current = false
    setChain(null)
    for (let after = 0; ;) {
      const part = await get<Chain>(query(`/api/journal/${encodeURIComponent(typed.trim())}/verify`, { after, limit: 2000 }))
      setChecked({ n: part.entries, of: part.total })
      if (!part.whole || part.entries >= part.total || part.entries <= after) {
        setChain(part)
        if (!entries && !found) await read.run(typed.trim(), null)
        return
      }
      if (stopped.current) return
      after = part.entries
    }
  })
  const held = (text: string, sought: string) => text.toLowerCase().includes(sought.trim().toLowerCase())
  const all = found?.items ?? entries?.items.slice().reverse()
  const rows = all?.filter((one) => (held(one.kind, kind) || held(eventWords(t, one.kind), kind)) && held(one.actor, actor) && held(one.subject, subject))
  const first = entries?.items[0]?.sequence ?? 1
  const last = entries?.items.at(-1)?.sequence ?? 0
  const sites = office ? [here.site, `pusat.${here.site}`] : [...new Set(['pusat', ...(offices.data?.rows ?? []).map((row) => row.office)])]
  const asks = person.trim() !== ''
  const columns: Column<Entry>[] = [
    { words: t('jurnal.nomor'), cell: (one) => number(one.sequence), numeric: true, width: '76px' },
    { words: t('jurnal.waktu'), cell: (one) => `${day(one.time)} ${clockSeconds(one.time)}`, width: '165px' },
    ...(found ? [{ words: t('jurnal.lokasi'), cell: (one: Entry) => one.site, width: '130px' }] : []),
    { words: t('jurnal.petugas'), cell: (one) => one.actor, width: '130px' },
    { words: t('jurnal.kejadian'), cell: (one) => <>{openings.has(one.kind) && <span aria-hidden>◆ </span>}{eventWords(t, one.kind)}</> },
    { words: t('jurnal.perihal'), cell: (one) => one.subject },
  ]
  // The entry that stands open beside the list says its number, place and officer itself.
  const beside = [t('jurnal.waktu'), t('jurnal.kejadian'), t('jurnal.perihal')]
  return (
    <Act heading={t('jurnal.judul')} failure={search.failure ?? read.failure ?? verify.failure}
      about={found ? t('jurnal.tentang', { nik: nikWords(found.nik), sejak: day(found.from) }) : entries ? t('jurnal.urutan', { dari: number(first), sampai: number(last), lokasi: entries.site }) : ''}
      primary={current
        ? { words: t('jurnal.buka', { n: number(current.sequence) }), run: () => setShown(current) }
        : asks
          ? { words: t('jurnal.siapa_tampilkan'), run: () => void search.run(), busy: search.busy }
          : { words: t('jurnal.tampilkan'), run: () => void read.run(typed.trim(), null), disabled: !typed.trim(), busy: read.busy }}
      others={[
        verify.busy ? { key: 'F8', words: t('jurnal.hentikan'), run: () => { stopped.current = true } } : { key: 'F8', words: t('jurnal.periksa'), run: () => void verify.run(), disabled: !typed.trim() },
        { key: 'PageUp', words: t('jurnal.sebelum'), run: () => entries && void read.run(entries.site, Math.max(0, first - 1 - step)), disabled: !entries || first <= 1 },
        { key: 'PageDown', words: t('jurnal.sesudah'), run: () => entries && void read.run(entries.site, last), disabled: !entries?.more },
      ]}>
      <form className="row filters" onFocus={() => setCurrent(null)} onSubmit={(e) => e.preventDefault()}>
        <TextInput label={t('jurnal.lokasi')} list="journal-sites" value={typed} autoComplete="off" onChange={(e) => setTyped(e.currentTarget.value)} />
        <datalist id="journal-sites">{sites.map((one) => <option key={one} value={one} />)}</datalist>
        <TextInput label={t('jurnal.petugas')} value={actor} autoComplete="off" onChange={(e) => setActor(e.currentTarget.value)} />
        <TextInput label={t('jurnal.kejadian')} value={kind} autoComplete="off" onChange={(e) => setKind(e.currentTarget.value)} />
        <TextInput label={t('jurnal.perihal')} value={subject} autoComplete="off" onChange={(e) => setSubject(e.currentTarget.value)} />
      </form>
      <form className="row asking" aria-label={t('jurnal.siapa')} onFocus={() => setCurrent(null)} onSubmit={(e) => e.preventDefault()}>
        <b>{t('jurnal.siapa')}</b>
        <TextInput label={t('jurnal.nik')} value={person} autoComplete="off" inputMode="numeric" onChange={(e) => setPerson(e.currentTarget.value)} />
        <TextInput className="wide" label={t('jurnal.alasan')} value={reason} autoComplete="off" maxLength={200} required={asks} onChange={(e) => setReason(e.currentTarget.value)} />
        <Select label={t('jurnal.selama')} value={days} allowDeselect={false} onChange={(one) => setDays(one ?? '7')}
          data={['2', '7', '31', '366'].map((n) => ({ value: n, label: t('jurnal.hari', { n }) }))} />
      </form>
      {verify.busy && checked && (
        <div className="row" role="status">
          <span>{t('jurnal.memeriksa', { n: number(checked.n), dari: number(checked.of) })}</span>
          <progress max={checked.of} value={checked.n} aria-label={t('jurnal.periksa')} />
        </div>
      )}
      {chain && (
        <div className={chain.whole ? 'success' : 'error'} role="status" data-whole={chain.whole}>
          {chain.whole ? `● ${t('jurnal.utuh', { n: number(chain.entries), lokasi: chain.site })}` : `■ ${t('jurnal.putus', { n: number(chain.sequence ?? 0), sebab: chain.fault ?? '' })}`}
          {chain.acknowledged !== undefined && <> {t('jurnal.diakui', { n: number(chain.acknowledged) })}</>}
          <div className="hash">{t('jurnal.sidik', { sidik: chain.head })}</div>
        </div>
      )}
      {found && <p className="notice" role="status">◆ {t('jurnal.ditemukan', { n: number(found.items.length), buka: number(found.items.filter((one) => openings.has(one.kind)).length) })}{found.more && ' ' + t('jurnal.lebih')}</p>}
      {read.failure || search.failure ? null : !all && !read.busy && !search.busy ? <p className="empty">{t('jurnal.mulai')}</p> : (
        <div className="journal" data-detail={shown !== null}>
          <ActList label={t('jurnal.judul')} rows={rows} id={id} open={setShown} onFocusRow={setCurrent} empty={t('jurnal.kosong')} columns={shown ? columns.filter((one) => beside.includes(one.words)) : columns} />
          {shown && <Detail entry={shown} close={() => setShown(null)} />}
        </div>
      )}
    </Act>
  )
}

/** Body, hashes, signature: what can be checked by hand. */
function Detail({ entry, close }: { entry: Entry; close: () => void }) {
  const t = useWords()
  return (
    <aside className="panel" aria-label={t('jurnal.rincian')}>
      <h2>{t('jurnal.rincian_nomor', { n: number(entry.sequence) })}</h2>
      <p>{eventWords(t, entry.kind)} <span className="dim">{entry.kind}</span></p>
      <p>{t('jurnal.rincian_oleh', { siapa: entry.actor, lokasi: entry.site, waktu: `${day(entry.time)} ${clockSeconds(entry.time)}` })}</p>
      <p>{t('jurnal.rincian_perihal', { perihal: entry.subject || '–' })}</p>
      <pre tabIndex={0}>{JSON.stringify(entry.body, null, 2)}</pre>
      <p className="hash">{t('jurnal.sebelumnya', { sidik: entry.previous })}</p>
      <p className="hash">{t('jurnal.isi', { sidik: entry.content })}</p>
      <p className="hash">{t('jurnal.sidik', { sidik: entry.hash })}</p>
      {entry.signature ? <p className="hash">● {t('jurnal.bertanda', { tanda: entry.signature })}</p> : <p>○ {t('jurnal.tanpa_tanda')}</p>}
      {entry.blobs.length > 0 && <p className="hash">{t('jurnal.lampiran', { n: entry.blobs.length })}: {entry.blobs.join(' ')}</p>}
      <Button variant="default" onClick={close}>{t('kerangka.tutup')}</Button>
    </aside>
  )
}

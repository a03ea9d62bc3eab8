// Who did what, and proof that nothing was changed (screens.md 3.28). Read-only; reading is an entry as well.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { get, query } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { clockSeconds, day, number } from '../../words/format'
import { useWords } from '../../words/words'
import './journal.css'

interface Entry { sequence: number; time: string; actor: string; kind: string; subject: string; body: unknown; blobs: string[]; hash: string; signed: boolean }
interface Entries { site: string; items: Entry[]; more: boolean }
interface Chain { site: string; entries: number; head: string; whole: boolean; fault: string | null; sequence: number | null }

const step = 100

export default function Journal() {
  const t = useWords()
  const [typed, setTyped] = useState('pusat')
  const [site, setSite] = useState('pusat')
  const [after, setAfter] = useState(0)
  const [kind, setKind] = useState('')
  const [actor, setActor] = useState('')
  const [subject, setSubject] = useState('')
  const [chain, setChain] = useState<Chain | null>(null)
  const [shown, setShown] = useState<Entry | null>(null)
  /** The entry in focus, which Enter opens; null while the filters have the focus. */
  const [current, setCurrent] = useState<Entry | null>(null)
  // Every reading of a page of the journal is written into the journal; it is not read again by itself.
  const [entries, setEntries] = useState<Entries | null>(null)
  const offices = useRead<{ rows: { office: string }[] }>('/api/reports/states')
  const read = useAct(async (of: string, from: number) => {
    setEntries(null)
    setEntries(await get<Entries>(query('/api/journal', { site: of, after: from, limit: step })))
    setSite(of)
    setAfter(from)
    setShown(null)
    setCurrent(null)
  })
  const verify = useAct(async () => {
    const found = await get<Chain>(`/api/journal/${encodeURIComponent(typed.trim())}/verify`)
    setChain(found)
    await read.run(typed.trim(), Math.max(0, found.entries - step))
  })
  const held = (text: string, sought: string) => text.toLowerCase().includes(sought.trim().toLowerCase())
  const rows = entries?.items.filter((one) => held(one.kind, kind) && held(one.actor, actor) && held(one.subject, subject)).reverse()
  const last = entries?.items.at(-1)?.sequence ?? after
  const sites = [...new Set(['pusat', ...(offices.data?.rows ?? []).map((row) => row.office)])]
  return (
    <Act heading={t('jurnal.judul')} about={entries ? t('jurnal.urutan', { dari: number(after + 1), sampai: number(last), lokasi: site }) : ''}
      failure={read.failure ?? verify.failure}
      primary={current
        ? { words: t('jurnal.buka', { n: number(current.sequence) }), run: () => setShown(current) }
        : { words: t('jurnal.tampilkan'), run: () => void read.run(typed.trim(), 0), disabled: !typed.trim(), busy: read.busy }}
      others={[
        { key: 'F8', words: t('jurnal.periksa'), run: () => void verify.run(), busy: verify.busy, disabled: !typed.trim() },
        { key: 'PageUp', words: t('jurnal.sebelum'), run: () => void read.run(site, Math.max(0, after - step)), disabled: !entries || after === 0 },
        { key: 'PageDown', words: t('jurnal.sesudah'), run: () => void read.run(site, last), disabled: !entries?.more },
      ]}>
      <form className="row filters" onFocus={() => setCurrent(null)} onSubmit={(e) => e.preventDefault()}>
        <TextInput label={t('jurnal.lokasi')} list="journal-sites" value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
        <datalist id="journal-sites">{sites.map((one) => <option key={one} value={one} />)}</datalist>
        <TextInput label={t('jurnal.petugas')} value={actor} onChange={(e) => setActor(e.currentTarget.value)} />
        <TextInput label={t('jurnal.kejadian')} value={kind} onChange={(e) => setKind(e.currentTarget.value)} />
        <TextInput label={t('jurnal.perihal')} value={subject} onChange={(e) => setSubject(e.currentTarget.value)} />
      </form>
      {chain && (
        <div className={chain.whole ? 'success' : 'error'} role="status" data-whole={chain.whole}>
          {chain.whole ? `● ${t('jurnal.utuh', { n: number(chain.entries), lokasi: chain.site })}` : `■ ${t('jurnal.putus', { n: number(chain.sequence ?? 0), sebab: chain.fault ?? '' })} (9401)`}
          <div className="hash">{t('jurnal.sidik', { sidik: chain.head })}</div>
        </div>
      )}
      {read.failure ? null : !entries && !read.busy ? <p className="empty">{t('jurnal.mulai')}</p> : (
        <div className="journal" data-detail={shown !== null}>
          <ActList label={t('jurnal.judul')} rows={rows} id={(one) => String(one.sequence)} open={setShown} onFocusRow={setCurrent} empty={t('jurnal.kosong')}
            columns={[
              { words: t('jurnal.nomor'), cell: (one) => number(one.sequence), numeric: true, width: '76px' },
              { words: t('jurnal.waktu'), cell: (one) => `${day(one.time)} ${clockSeconds(one.time)}`, width: '165px' },
              { words: t('jurnal.petugas'), cell: (one) => one.actor },
              { words: t('jurnal.kejadian'), cell: (one) => one.kind },
              { words: t('jurnal.perihal'), cell: (one) => one.subject },
            ]} />
          {shown && (
            <aside className="panel" aria-label={t('jurnal.rincian')}>
              <h2>{t('jurnal.rincian_nomor', { n: number(shown.sequence) })}</h2>
              <pre tabIndex={0}>{JSON.stringify(shown.body, null, 2)}</pre>
              <p className="hash">{t('jurnal.sidik', { sidik: shown.hash })}</p>
              <p>{shown.signed ? `● ${t('jurnal.bertanda')}` : `○ ${t('jurnal.tanpa_tanda')}`} · {t('jurnal.lampiran', { n: shown.blobs.length })}</p>
              <Button variant="default" onClick={() => setShown(null)}>{t('kerangka.tutup')}</Button>
            </aside>
          )}
        </div>
      )}
    </Act>
  )
}

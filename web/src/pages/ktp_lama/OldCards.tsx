// screens.md 3.21, 6e: old cards withdrawn at this counter, punched one by one, and handed on to the Dinas with a list.
import { Select, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { PrintButton } from '../../parts/PrintButton'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { clock, day, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { cardId, cardOf, cardText, sortWords, type KeptCard } from './kept'

const every = 'semua'

export default function OldCards() {
  const t = useWords()
  const [, go] = useLocation()
  const list = useRead<{ items: KeptCard[] }>('/api/old-cards/kept')
  const [punched, setPunched] = useState<Set<string>>(new Set())
  const [scanned, setScanned] = useState('')
  const [unknown, setUnknown] = useState('')
  const [sort, setSort] = useState(every)
  const [signing, setSigning] = useState(false)
  const [made, setMade] = useState<{ list: string; paper: string; count: number } | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const kept = (list.data?.items ?? []).filter((one) => one.place === 'kept')
  const away = (list.data?.items ?? []).filter((one) => one.place !== 'kept')
  const sorts = [...new Set(kept.map((one) => sortWords(t, one)))]
  const rows = kept.filter((one) => sort === every || sortWords(t, one) === sort)
  const chosen = kept.filter((one) => punched.has(cardId(one)))
  const tick = (one: KeptCard, on?: boolean) => setPunched((before) => {
    const next = new Set(before)
    if (on || !next.has(cardId(one))) next.add(cardId(one))
    else next.delete(cardId(one))
    return next
  })
  const scan = () => {
    const card = cardOf(kept, scanned)
    setUnknown(card ? '' : scanned.trim())
    setScanned('')
    if (card) tick(card, true)
  }
  const act = useAct(async (second: Second) => {
    const numbers = chosen.map(cardId)
    const answer = await post<{ list: string; paper: string }>('/api/old-cards/hand-overs', { applications: numbers, punched: numbers, second_name: second.name, second_password: second.password })
    setMade({ ...answer, count: numbers.length })
    setSigning(false)
    setPunched(new Set())
    await list.refetch()
  })
  const columns: Column<KeptCard>[] = [
    { words: t('ktp_lama.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('ktp_lama.kartu'), width: '190px', cell: (one) => <>{sortWords(t, one)} <b>{one.number || '–'}</b></> },
    { words: t('ktp_lama.keadaan'), width: '230px', cell: (one) => t('ktp_lama.ditarik', { tanggal: `${day(one.withdrawn)} ${clock(one.withdrawn)}`, oleh: one.by }) },
    { words: t('ktp_lama.arsip'), width: '150px', cell: (one) => one.receipt },
    { words: t('ktp_lama.lubang'), width: '110px', cell: (one) => (punched.has(cardId(one)) ? '● ' + t('ktp_lama.sudah') : '○ ' + t('ktp_lama.belum')) },
  ]
  return (
    <Act heading={t('menu.ktp_lama')} clause="6e, 7d, 7f" back={() => go('/')} failure={signing ? null : act.failure}
      success={made ? t('ktp_lama.siap', { daftar: made.list, n: made.count }) : undefined}
      about={list.data && kept.length > 0 && t('ktp_lama.tersimpan', { n: kept.length, tertua: day(kept[0]?.withdrawn ?? Date.now()) })}
      primary={{ words: t('ktp_lama.buat', { n: chosen.length }), run: () => setSigning(true), disabled: chosen.length === 0 || signing }}>
      {made && <PrintButton key={made.paper} paper={made.paper} words={t('ktp_lama.daftar_serah')} />}
      {kept.length > 0 && (
        <div className="row">
          <TextInput ref={field} label={t('ktp_lama.pindai')} value={scanned} autoFocus autoComplete="off" onChange={(e) => setScanned(e.currentTarget.value)}
            onKeyDown={(e) => { if (e.key === 'Enter' && !e.ctrlKey && scanned.trim()) { e.preventDefault(); scan() } }} />
          <Select label={t('ktp_lama.jenis')} value={sort} allowDeselect={false} onChange={(one) => setSort(one ?? every)} data={[{ value: every, label: t('ktp_lama.semua_jenis') }, ...sorts]} />
          {kept.length > chosen.length && <p className="warning" role="status">▲ {t('ktp_lama.lubangi', { n: kept.length - chosen.length })}</p>}
        </div>
      )}
      {unknown && <p className="error" role="alert">■ {t('ktp_lama.tidak_dikenal', { nomor: unknown })}</p>}
      {signing && (
        <SecondPersonPanel title={t('ktp_lama.tanda_serah', { n: chosen.length })} verb={t('ktp_lama.serahkan')} busy={act.busy} failure={act.failure}
          close={() => { act.clear(); setSigning(false) }} onSign={(second) => void act.run(second)}>
          <p>{t('ktp_lama.tanda_tangan')}</p>
        </SecondPersonPanel>
      )}
      <ActList label={t('menu.ktp_lama')} rows={list.data ? rows : undefined} id={cardId} columns={columns} text={cardText} empty={t('ktp_lama.kosong')}
        failure={list.error && <ErrorBlock failure={list.error} />} picked={punched} pick={tick} />
      {away.length > 0 && <p className="hint">{t('ktp_lama.dalam_perjalanan', { n: away.filter((one) => one.place === 'on-its-way').length, hilang: away.filter((one) => one.place === 'missed').length, tiba: away.filter((one) => one.place === 'at-dinas').length })}</p>}
    </Act>
  )
}

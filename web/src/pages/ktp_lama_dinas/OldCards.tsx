// screens.md 3.21 at the Dinas: lists of old cards ticked one by one, what was missing, and the end: destroyed before two
// witnesses, with a photo and minutes.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { PrintButton } from '../../parts/PrintButton'
import { useSession } from '../../shell/session'
import { day, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { cardId, cardText, sortWords, type KeptCard } from '../ktp_lama/kept'
import { Destruction } from './Destruction'
import { Ticking } from './Ticking'

interface List { list: string; office: string; cards: KeptCard[] }
const listId = (one: List) => one.list

export default function OldCards() {
  const t = useWords()
  const { site } = useSession()
  const read = useRead<{ items: KeptCard[] }>('/api/old-cards/kept')
  const [opened, setOpened] = useState<string | null>(null)
  const [row, setRow] = useState<string | null>(null)
  const [picked, setPicked] = useState<Set<string>>(new Set())
  const [ending, setEnding] = useState(false)
  const [said, setSaid] = useState<{ words: string; paper?: string } | null>(null)
  const cards = read.data?.items ?? []
  const here = cards.filter((one) => one.place === 'at-dinas' || (one.place === 'kept' && one.office === site.site))
  const missed = cards.filter((one) => one.place === 'missed')
  const lists = [...new Set(cards.filter((one) => one.place === 'on-its-way').map((one) => one.list))].map((list): List => {
    const on = cards.filter((one) => one.list === list && one.place === 'on-its-way')
    return { list, office: on[0]?.office ?? '', cards: on }
  })
  const chosen = here.filter((one) => picked.has(cardId(one)))
  const found = useAct(async (one: KeptCard) => {
    await post(`/api/applications/${one.application}/old-card-found`)
    setSaid({ words: t('ktp_lama_dinas.ditemukan', { nomor: one.number }) })
    await read.refetch()
  })
  const open = lists.find((one) => one.list === opened)
  if (open) return <Ticking list={open.list} office={open.office} cards={open.cards} back={() => setOpened(null)}
    done={(came, short) => { setOpened(null); setSaid({ words: t('ktp_lama_dinas.dicocokkan', { daftar: open.list, n: came, selisih: short }) }); void read.refetch() }} />
  if (ending) return <Destruction cards={chosen} back={() => setEnding(false)}
    done={(paper) => { setEnding(false); setPicked(new Set()); setSaid({ words: t('ktp_lama_dinas.dimusnahkan', { n: chosen.length }), paper }); void read.refetch() }} />
  const toTick = lists.find((one) => one.list === row) ?? lists[0]
  const columns: Column<KeptCard>[] = [
    { words: t('ktp_lama.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('ktp_lama.kartu'), width: '200px', cell: (one) => <>{sortWords(t, one)} <b>{one.number || '–'}</b></> },
    { words: t('ktp_lama_dinas.dari'), width: '140px', cell: (one) => one.office },
    { words: t('ktp_lama_dinas.ditarik'), width: '120px', cell: (one) => day(one.withdrawn) },
    { words: t('ktp_lama_dinas.daftar'), width: '210px', cell: (one) => one.list || '–' },
  ]
  return (
    <Act heading={t('ktp_lama_dinas.judul')} clause="6e, 7d, 7f" failure={found.failure} success={said?.words}
      primary={chosen.length > 0 ? { words: t('ktp_lama_dinas.musnahkan', { n: chosen.length }), run: () => setEnding(true) }
        : toTick ? { words: t('ktp_lama_dinas.cocokkan', { daftar: toTick.list }), run: () => setOpened(toTick.list) } : undefined}
      others={here.length > 0 ? [{ key: 'Alt+A', words: t('ktp_lama_dinas.pilih_semua'), run: () => setPicked(new Set(here.map(cardId))) }] : []}>
      {said?.paper && <PrintButton key={said.paper} paper={said.paper} words={t('ktp_lama_dinas.berita_acara')} />}
      {lists.length > 0 && (
        <section aria-label={t('ktp_lama_dinas.di_jalan')}>
          <h2>{t('ktp_lama_dinas.di_jalan')}</h2>
          <ActList label={t('ktp_lama_dinas.di_jalan')} rows={lists} id={listId} open={(one) => setOpened(one.list)} onFocusRow={(one) => setRow(one.list)} empty=""
            columns={[
              { words: t('ktp_lama_dinas.daftar'), cell: (one) => <b>{one.list}</b> },
              { words: t('ktp_lama_dinas.dari'), cell: (one) => one.office, width: '200px' },
              { words: t('ktp_lama_dinas.banyak'), cell: (one) => one.cards.length, width: '100px', numeric: true },
            ]} />
        </section>
      )}
      {missed.length > 0 && (
        <section className="warning" aria-label={t('ktp_lama_dinas.selisih')}>
          <b>▲ {t('ktp_lama_dinas.selisih_n', { n: missed.length })}</b>
          <ul>{missed.map((one) => <li key={one.application}>{one.name} {nikTail(one.nik)} · {one.number} · {one.list} <Button size="compact-sm" variant="default" onClick={() => void found.run(one)}>{t('ktp_lama_dinas.sudah_ditemukan')}</Button></li>)}</ul>
        </section>
      )}
      {here.length > 0 && <h2>{t('ktp_lama_dinas.tersimpan', { n: here.length })}</h2>}
      {(here.length > 0 || lists.length === 0) && (
        <ActList label={t('ktp_lama_dinas.judul')} rows={read.data ? here : undefined} id={cardId} columns={columns} text={cardText} empty={t('ktp_lama_dinas.kosong')}
          failure={read.error && <ErrorBlock failure={read.error} />} picked={picked}
          pick={(one) => setPicked((before) => { const next = new Set(before); if (!next.delete(cardId(one))) next.add(cardId(one)); return next })} />
      )}
    </Act>
  )
}

// screens.md 3.21, 6e: old cards withdrawn on a day, punched, listed, and handed on to the Dinas.
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post, query } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { day, nikTail, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { PrintLetter } from '../permohonan/PrintLetter'

interface OldCard { nik: string; name: string; old_card: { kind: 'withdrawn' | 'lost'; number: string; day?: string } }
const id = (one: OldCard) => one.nik
const searched = (one: OldCard) => `${one.name} ${one.nik} ${one.old_card.number}`

export default function OldCards() {
  const t = useWords()
  const [, go] = useLocation()
  const today = day(Date.now())
  const [typed, setTyped] = useState(today)
  const asked = parseDay(typed)
  const list = useRead<{ day: string; items: OldCard[] }>(asked && query('/api/old-cards', { day: asked }))
  const [punched, setPunched] = useState<Set<string>>(new Set())
  const [paper, setPaper] = useState<{ name: string; day: string } | null>(null)
  const act = useAct(async () => {
    const made = await post<{ paper: string }>('/api/old-cards/paper', { day: asked })
    setPaper({ name: made.paper, day: asked ?? '' })
  })
  const items = list.data?.items
  const withdrawn = items?.filter((one) => one.old_card.kind === 'withdrawn') ?? []
  const open = withdrawn.filter((one) => !punched.has(one.nik)).length
  const columns: Column<OldCard>[] = [
    { words: t('ktp_lama.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('ktp_lama.kartu'), cell: (one) => one.old_card.number || '–' },
    { words: t('ktp_lama.keadaan'), cell: (one) => (one.old_card.kind === 'withdrawn' ? t('ktp_lama.ditarik') : t('ktp_lama.hilang', { tanggal: one.old_card.day ?? '–' })) },
    { words: t('ktp_lama.lubang'), width: '130px', cell: (one) => (one.old_card.kind === 'lost' ? '–' : punched.has(one.nik) ? '● ' + t('ktp_lama.sudah') : '○ ' + t('ktp_lama.belum')) },
  ]
  return (
    <Act heading={t('menu.ktp_lama')} clause="6e" back={() => go('/')} failure={act.failure} success={paper ? t('ktp_lama.siap', { tanggal: paper.day }) : undefined}
      about={items && t('ktp_lama.jumlah', { n: withdrawn.length })}
      primary={{ words: t('ktp_lama.buat', { n: items?.length ?? 0 }), run: () => void act.run(), disabled: !items || items.length === 0 || open > 0, busy: act.busy }}>
      <div className="row">
        <TextInput label={t('ktp_lama.hari')} value={typed} placeholder={t('permohonan.tanggal_contoh')} onChange={(e) => { setTyped(e.currentTarget.value); setPaper(null) }} autoComplete="off"
          error={asked ? undefined : t('permohonan.isi_tanggal')} onBlur={() => { if (asked) setTyped(asked) }} />
        {open > 0 && <p className="warning" role="status">▲ {t('ktp_lama.lubangi', { n: open })}</p>}
      </div>
      {paper && <div className="panel"><PrintLetter key={paper.name} paper={paper.name} words={t('ktp_lama.daftar_serah')} /></div>}
      {asked && (
        <ActList label={t('menu.ktp_lama')} rows={items} id={id} columns={columns} text={searched} empty={t('ktp_lama.kosong', { tanggal: asked })}
          failure={list.error && <ErrorBlock failure={list.error} />}
          picked={punched}
          pick={(one) => { if (one.old_card.kind === 'withdrawn') setPunched((before) => { const next = new Set(before); if (!next.delete(one.nik)) next.add(one.nik); return next }) }} />
      )}
      <p className="hint">{t('ktp_lama.tanda_tangan')}</p>
    </Act>
  )
}

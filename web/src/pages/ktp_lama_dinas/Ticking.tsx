// One list of old cards at the Dinas: each card ticked, a difference confirmed (3.21, as 3.18).
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { cardId, cardOf, sortWords, type KeptCard } from '../ktp_lama/kept'

interface Props { list: string; office: string; cards: KeptCard[]; back: () => void; done: (came: number, short: number) => void }

export function Ticking({ list, office, cards, back, done }: Props) {
  const t = useWords()
  const [found, setFound] = useState<Set<string>>(new Set())
  const [scanned, setScanned] = useState('')
  const [foreign, setForeign] = useState('')
  const [confirming, setConfirming] = useState(false)
  const short = cards.filter((one) => !found.has(cardId(one)))
  const scan = () => {
    const card = cardOf(cards, scanned)
    setForeign(card ? '' : scanned.trim())
    setScanned('')
    if (card) setFound((before) => new Set(before).add(cardId(card)))
  }
  const receive = useAct(async () => {
    const answer = await post<{ arrived: string[]; missed: string[] }>(`/api/old-cards/hand-overs/${encodeURIComponent(list)}/arrival`, { applications: [...found] })
    done(answer.arrived.length, answer.missed.length)
  })
  const count = t('ktp_lama_dinas.dicentang', { n: found.size, semua: cards.length })
  return (
    <Act heading={t('ktp_lama_dinas.judul_cocokkan')} clause="6e" about={`${list} · ${office}`} back={back} failure={confirming ? null : receive.failure}
      primary={short.length === 0 ? { words: t('ktp_lama_dinas.terima', { n: found.size }), run: () => void receive.run(), busy: receive.busy }
        : { words: t('ktp_lama_dinas.terima_selisih', { n: found.size, selisih: short.length }), run: () => setConfirming(true), disabled: confirming }}>
      <div className="row">
        <TextInput label={t('ktp_lama.pindai')} value={scanned} autoFocus autoComplete="off" onChange={(e) => setScanned(e.currentTarget.value)}
          onKeyDown={(e) => { if (e.key === 'Enter' && !e.ctrlKey && scanned.trim()) { e.preventDefault(); scan() } }} />
        <span role="status"><b>{count}</b> <progress max={cards.length} value={found.size} aria-label={count} /></span>
      </div>
      {foreign && <p className="error" role="alert">■ {t('ktp_lama_dinas.bukan_daftar', { nomor: foreign })} <span className="code">(6453)</span></p>}
      <ActList label={list} rows={cards} id={cardId} empty="" picked={found}
        pick={(one) => setFound((before) => { const next = new Set(before); if (!next.delete(cardId(one))) next.add(cardId(one)); return next })}
        columns={[
          { words: t('ktp_lama.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
          { words: t('ktp_lama.kartu'), width: '240px', cell: (one) => <>{sortWords(t, one)} <b>{one.number || '–'}</b></> },
          { words: t('ktp_lama.keadaan'), width: '160px', cell: (one) => (found.has(cardId(one)) ? '● ' + t('ktp_lama_dinas.ada') : '○ ' + t('ktp_lama_dinas.belum')) },
        ]} />
      {confirming && (
        <ConfirmPage title={t('ktp_lama_dinas.selisih')} verb={t('ktp_lama_dinas.terima_selisih', { n: found.size, selisih: short.length })} busy={receive.busy}
          back={() => { receive.clear(); setConfirming(false) }} onYes={() => void receive.run()}>
          <p>{t('ktp_lama_dinas.selisih_tanya', { n: short.length, kantor: office })}</p>
          <ul>{short.map((one) => <li key={one.application}>{one.name} {nikTail(one.nik)} · {one.number}</li>)}</ul>
          {receive.failure && <ErrorBlock failure={receive.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}

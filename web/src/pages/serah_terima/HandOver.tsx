// screens.md 3.20, 6e, II.3: the card for a signature, the old card withdrawn.
import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { Application } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { SignaturePad, type SignatureHandle } from '../../parts/SignaturePad'
import { kindWords } from '../../words/application'
import { clock, dayTime, nik as nikWords, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { PrintLetter } from '../permohonan/PrintLetter'
import './handover.css'

type OldCard = 'withdrawn' | 'none' | 'lost'
const choices: OldCard[] = ['withdrawn', 'none', 'lost']
const limit_ms = 60_000

const hexOf = async (picture: Blob) => Array.from(new Uint8Array(await picture.arrayBuffer()), (byte) => byte.toString(16).padStart(2, '0')).join('')

export default function HandOver({ number = '' }: { number?: string }) {
  const t = useWords()
  const [, go] = useLocation()
  const read = useRead<Application>('/api/applications/' + encodeURIComponent(number))
  const one = read.data
  const [began] = useState(Date.now())
  const [oldCard, setOldCard] = useState<OldCard | null>(null)
  const [oldNumber, setOldNumber] = useState('')
  const [letter, setLetter] = useState('')
  const [letterDay, setLetterDay] = useState('')
  const [seen, setSeen] = useState(false)
  const [strokes, setStrokes] = useState(0)
  const [scanned, setScanned] = useState('')
  const [otherCard, setOtherCard] = useState('')
  const [cannotSign, setCannotSign] = useState(false)
  const [witness, setWitness] = useState('')
  const [receipt, setReceipt] = useState<string | null>(null)
  const [handedAt, setHandedAt] = useState(0)
  const pad = useRef<SignatureHandle>(null)
  const summons = useRef<HTMLInputElement>(null)
  const card = useRef<HTMLInputElement>(null)

  // What the kind of the application leads to expect (6e).
  useEffect(() => {
    if (!one || oldCard !== null) return
    setOldCard(one.kind === 'lost' ? 'lost' : one.kind === 'first' || one.kind === 'late' || one.kind === 'foreigner' ? 'none' : 'withdrawn')
    if (one.state === 'Verified') requestAnimationFrame(() => card.current?.focus())
  }, [one, oldCard])

  const act = useAct(async () => {
    const picture = cannotSign ? null : await pad.current?.png()
    if ((!picture && !cannotSign) || !oldCard) return
    // A lost card's police report stands in the application already, unless another one is written here.
    const told = oldCard === 'lost' && letter.trim() === '' ? 'none' : oldCard
    const answer = await post<{ receipt: string }>(`/api/applications/${number}/hand-over`, {
      old_card: told,
      ...(told === 'withdrawn' && { old_card_number: oldNumber.trim() }),
      ...(told === 'lost' && { police_letter: letter.trim(), police_letter_day: parseDay(letterDay) ?? '' }),
      card: scanned.trim(),
      ...(picture ? { signature_png_hex: await hexOf(picture) } : { witness: witness.trim() }),
    })
    setHandedAt(Date.now())
    setReceipt(answer.receipt)
  })
  const needsNumber = oldCard === 'withdrawn' && oldNumber.trim() === ''
  const needsDay = oldCard === 'lost' && letter.trim() !== '' && !parseDay(letterDay)
  const isTheCard = scanned.trim() !== '' && scanned.trim() === one?.serial
  const signed = cannotSign ? witness.trim() !== '' : strokes > 0
  const ready = isTheCard && seen && signed && !needsNumber && !needsDay
  const take = () => {
    setOtherCard(isTheCard ? '' : scanned.trim())
    if (isTheCard) summons.current?.focus()
    else card.current?.select()
  }
  const agreed = one?.history.filter((entry) => entry.kind === 'pickup-agreed').at(-1)

  if (receipt && one)
    return (
      <Act heading={t('serah_terima.judul')} clause="II.3" about={<b>{one.name}</b>} success={t('serah_terima.diserahkan', { jam: clock(handedAt), arsip: receipt.replace(/\.pdf$/, '') })}
        primary={{ words: t('serah_terima.berikutnya'), run: () => go('/serah-terima') }}>
        <div className="panel"><PrintLetter paper={receipt} words={t('serah_terima.tanda_terima')} atOnce /></div>
      </Act>
    )
  return (
    <Act heading={t('serah_terima.judul')} clause="6e, II.3" began={one?.state === 'Verified' ? began : null} limitMs={limit_ms} back={() => go('/serah-terima')}
      about={one && <><b>{one.name}</b> {nikWords(one.nik)}</>} failure={act.failure ?? read.error}
      primary={one?.state === 'Verified' ? { words: t('serah_terima.serahkan'), run: () => void act.run(), disabled: !ready, busy: act.busy } : undefined}>
      {!one && !read.error && <div className="skeleton" role="status"><i /><i /></div>}
      {one && one.state !== 'Verified' && <p className="warning" role="alert">▲ {t('serah_terima.bukan_berhasil', { keadaan: t('keadaan.' + one.state) })}</p>}
      {one?.state === 'Verified' && (
        <>
          <p className="result">● <b>{t('serah_terima.berhasil_besar')}</b> {agreed && t('serah_terima.oleh', { waktu: dayTime(agreed.time), siapa: agreed.actor })} · {kindWords(t, one.kind)} · {one.number}</p>
          <p className="notice">◆ {t('serah_terima.pemilik')}</p>
          <div className="handover">
            <div>
              <TextInput ref={card} label={t('serah_terima.pindai_kartu')} value={scanned} autoComplete="off" maw={260} rightSection={isTheCard ? <span aria-hidden>●</span> : undefined}
                onChange={(e) => { setScanned(e.currentTarget.value); setOtherCard('') }} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); take() } }} />
              {otherCard !== '' && <p className="error" role="alert" data-code="5107">■ {t('serah_terima.kartu_lain', { nomor: otherCard })} <span className="code">(5107)</span></p>}
              <label className="check"><input type="checkbox" ref={summons} checked={seen} onChange={(e) => setSeen(e.currentTarget.checked)} /> {t('serah_terima.surat_dilihat')}</label>
              <fieldset>
                <legend>{t('serah_terima.ktp_lama')}</legend>
                {choices.map((choice) => (
                  <label className="check" key={choice}><input type="radio" name="old-card" checked={oldCard === choice} onChange={() => setOldCard(choice)} /> {t('serah_terima.lama_' + choice)}</label>
                ))}
                {oldCard === 'withdrawn' && <TextInput label={t('serah_terima.nomor_lama')} value={oldNumber} onChange={(e) => setOldNumber(e.currentTarget.value)} autoComplete="off" />}
                {oldCard === 'lost' && (
                  <>
                    <TextInput label={t('serah_terima.surat_polisi')} value={letter} onChange={(e) => setLetter(e.currentTarget.value)} autoComplete="off" description={one.kind === 'lost' ? t('serah_terima.surat_dari_permohonan') : undefined} />
                    {letter.trim() !== '' && <TextInput label={t('serah_terima.tanggal_surat')} value={letterDay} placeholder={t('permohonan.tanggal_contoh')} onChange={(e) => setLetterDay(e.currentTarget.value)} autoComplete="off" error={needsDay && letterDay.length >= 8 ? t('permohonan.isi_tanggal') : undefined} />}
                  </>
                )}
              </fieldset>
            </div>
            <div>
              <h2>{t('serah_terima.tanda_tangan')}</h2>
              {!cannotSign && <SignaturePad ref={pad} label={t('serah_terima.tanda_tangan')} onChange={(drawn) => setStrokes(drawn.length)} />}
              <label className="check"><input type="checkbox" checked={cannotSign} onChange={(e) => { setCannotSign(e.currentTarget.checked); setStrokes(0) }} /> {t('serah_terima.tidak_dapat')}</label>
              {cannotSign && <TextInput label={t('serah_terima.saksi')} description={t('serah_terima.saksi_kertas')} value={witness} maxLength={60} onChange={(e) => setWitness(e.currentTarget.value)} autoComplete="off" />}
              {!ready && <p className="hint" role="status">{t('serah_terima.kurang')} {[!isTheCard && t('serah_terima.kurang_kartu'), !seen && t('serah_terima.kurang_surat'), needsNumber && t('serah_terima.kurang_nomor'), needsDay && t('serah_terima.kurang_tanggal'), !signed && t(cannotSign ? 'serah_terima.kurang_saksi' : 'serah_terima.kurang_tanda_tangan')].filter(Boolean).join(', ')}.</p>}
            </div>
          </div>
        </>
      )}
    </Act>
  )
}

// Step 7 (1f): the statement is read to the resident, who signs it; the signature goes under the printed statement.
import { Checkbox, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { put, putFile } from '../../api/client'
import { useAct } from '../../api/use'
import { SignaturePad, type SignatureHandle } from '../../parts/SignaturePad'
import { ConfirmPage } from '../../shell/Shell'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import type { Capture, Witness } from './capture'
import { CaptureFrame } from './CaptureFrame'
import { pictureOf, useDesk } from './desk'
import { exceptionList } from './ExceptionPanel'
import { isTooShort, withResolution } from './ink'
import { useInk } from './residentInk'

const trimmed = ({ name, identity, relation }: Witness): Witness => ({ name: name.trim(), identity: identity.trim(), relation: relation.trim() })
const witnessFields = [['name', 'perekaman.saksi.nama'], ['identity', 'perekaman.saksi.identitas'], ['relation', 'perekaman.saksi.hubungan']] as const

export function StatementStep() {
  const t = useWords()
  const desk = useDesk()
  const { capture } = desk
  const pad = useRef<SignatureHandle>(null)
  const [read, setRead] = useState(capture.statement_read)
  const { strokes, change, data, seen } = useInk(pad, 'statement')
  const [witness, setWitness] = useState(capture.witness)
  const [again, setAgain] = useState(false)
  const [refusing, setRefusing] = useState(false)
  const marked = capture.exceptions.signature !== undefined
  const signed = capture.parts.includes('signature') && !again && (capture.statement_read || marked)
  const tooShort = strokes.length > 0 && !marked && isTooShort(strokes)
  const text = desk.who.statement
  const accept = useAct(async () => {
    const picture = signed ? null : await pad.current?.png()
    if (picture) await putFile<Capture>(desk.path + '/parts/signature', await withResolution(picture))
    desk.goOn(await put<Capture>(desk.path + '/facts', { statement_read: true, ...(marked ? { witness: trimmed(witness) } : {}) }), 'now')
  })
  // Kept when the focus leaves a field, as everything that is typed.
  const keep = useAct(async () => desk.take(await put<Capture>(desk.path + '/facts', { witness: trimmed(witness) })))
  const unseen = marked && (witness.name.trim() === '' || witness.identity.trim() === '')
  const tick = () => setRead(!read)
  useKeys({ Space: tick })
  const left = exceptionList(t, capture)
  return (
    <CaptureFrame plain={!desk.short} failure={accept.failure ?? keep.failure} hint={tooShort ? { reason: 'sign_short' } : null}
      screen={{ state: 'statement', data: { text, ...(signed ? { strokes: [] } : read ? data : {}), ink: read && !signed }, seen: signed ? {} : seen }}
      primary={{ words: t('perekaman.pernyataan.terima'), run: () => void accept.run(), busy: accept.busy, disabled: !read || unseen || (!signed && (strokes.length === 0 || tooShort)) }}
      others={[
        ...(signed ? [{ key: 'F7', words: t('perekaman.tombol.ulangi'), run: () => { change([]); setAgain(true) } }] : []),
        { key: 'Alt+X', words: t('perekaman.pernyataan.menolak'), run: () => setRefusing(true) },
      ]}>
      <p className="say">{t('perekaman.pernyataan.bacakan')}</p>
      <blockquote className="statement">{text}</blockquote>
      {left.length > 0 && <p>{t('perekaman.pernyataan.pengecualian', { daftar: left.join(' · ') })}</p>}
      <Checkbox checked={read} onChange={tick} label={<><kbd>{t('perekaman.pernyataan.spasi')}</kbd> {t('perekaman.pernyataan.sudah')}</>} />
      {marked && (
        <fieldset className="witness-box">
          <legend>{t('perekaman.saksi.judul', { tanda: t('perekaman.saksi.' + capture.mark) })}</legend>
          <div className="witness" onBlur={() => void keep.run()}>
            {witnessFields.map(([field, label]) => <TextInput key={field} label={t(label)} value={witness[field]} maxLength={60} autoComplete="off" onChange={(e) => { const value = e.currentTarget.value; setWitness((before) => ({ ...before, [field]: value })) }} />)}
          </div>
        </fieldset>
      )}
      {signed ? <img className="ink" src={pictureOf(desk, 'signature')} alt={t('perekaman.tanda_tangan.gambar')} />
        : <SignaturePad ref={pad} label={t('perekaman.pernyataan.kotak')} disabled={!read} onChange={change} />}
      {refusing && (
        <ConfirmPage title={t('perekaman.pernyataan.menolak')} verb={t('perekaman.tunda')} back={() => setRefusing(false)} onYes={() => desk.putAside('penduduk')}>{t('perekaman.pernyataan.ditunda')}</ConfirmPage>
      )}
    </CaptureFrame>
  )
}

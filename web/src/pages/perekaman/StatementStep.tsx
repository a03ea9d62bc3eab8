// Step 7 (1f): the statement is read to the resident, who signs it; the signature goes under the printed statement.
import { Checkbox } from '@mantine/core'
import { useRef, useState } from 'react'
import { put, putFile } from '../../api/client'
import { useAct } from '../../api/use'
import { SignaturePad, type SignatureHandle, type Stroke } from '../../parts/SignaturePad'
import { ConfirmPage } from '../../shell/Shell'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import type { Capture } from './capture'
import { CaptureFrame } from './CaptureFrame'
import { pictureOf, useDesk } from './desk'
import { exceptionList } from './ExceptionPanel'
import { isTooShort, withResolution } from './ink'

export function StatementStep() {
  const t = useWords()
  const desk = useDesk()
  const { capture } = desk
  const pad = useRef<SignatureHandle>(null)
  const [read, setRead] = useState(capture.statement_read)
  const [strokes, setStrokes] = useState<Stroke[]>([])
  const [again, setAgain] = useState(false)
  const [refusing, setRefusing] = useState(false)
  const marked = capture.exceptions.signature !== undefined
  const signed = capture.parts.includes('signature') && !again && (capture.statement_read || marked)
  const tooShort = strokes.length > 0 && !marked && isTooShort(strokes)
  const text = desk.who.statement
  const accept = useAct(async () => {
    const picture = signed ? null : await pad.current?.png()
    if (picture) await putFile<Capture>(desk.path + '/parts/signature', await withResolution(picture))
    desk.goOn(await put<Capture>(desk.path + '/facts', { statement_read: true }), 'now')
  })
  const tick = () => setRead(!read)
  useKeys({ Space: tick })
  const left = exceptionList(t, capture)
  return (
    <CaptureFrame plain={!desk.short} failure={accept.failure} hint={tooShort ? { reason: 'sign_short' } : null}
      screen={{ state: 'statement', data: { text, strokes: signed ? [] : strokes } }}
      primary={{ words: t('perekaman.pernyataan.terima'), run: () => void accept.run(), busy: accept.busy, disabled: !read || (!signed && (strokes.length === 0 || tooShort)) }}
      others={[
        ...(signed ? [{ key: 'F7', words: t('perekaman.tombol.ulangi'), run: () => { setStrokes([]); setAgain(true) } }] : []),
        { key: 'Alt+X', words: t('perekaman.pernyataan.menolak'), run: () => setRefusing(true) },
      ]}>
      <p className="say">{t('perekaman.pernyataan.bacakan')}</p>
      <blockquote className="statement">{text}</blockquote>
      {left.length > 0 && <p>{t('perekaman.pernyataan.pengecualian', { daftar: left.join(' · ') })}</p>}
      <Checkbox checked={read} onChange={tick} label={<><kbd>{t('perekaman.pernyataan.spasi')}</kbd> {t('perekaman.pernyataan.sudah')}</>} />
      {signed ? <img className="ink" src={pictureOf(desk, 'signature')} alt={t('perekaman.tanda_tangan.gambar')} />
        : <SignaturePad ref={pad} label={t('perekaman.pernyataan.kotak')} height={150} disabled={!read} onChange={(now) => setStrokes([...now])} />}
      {refusing && (
        <ConfirmPage title={t('perekaman.pernyataan.menolak')} verb={t('perekaman.tunda')} back={() => setRefusing(false)} onYes={desk.leave}>{t('perekaman.pernyataan.ditunda')}</ConfirmPage>
      )}
    </CaptureFrame>
  )
}

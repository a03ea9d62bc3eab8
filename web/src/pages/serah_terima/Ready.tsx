// screens.md 3.20: cards that were verified and wait for their holder's signature.
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ApplicationLine, Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { kindWords } from '../../words/application'
import { age, clock, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { callNext } from '../antrian/calling'

const id = (one: ApplicationLine) => one.number
const searched = (one: ApplicationLine) => `${one.name} ${one.nik} ${one.number}`

export default function Ready() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(15_000)
  const list = useRead<Page<ApplicationLine>>('/api/applications?state=Verified')
  const [row, setRow] = useState<ApplicationLine | null>(null)
  const rows = list.data?.items
  const chosen = rows?.find((one) => one.number === row?.number) ?? rows?.[0]
  const open = (one: ApplicationLine) => go('/serah-terima/' + one.number)
  const columns: Column<ApplicationLine>[] = [
    { words: t('serah_terima.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('serah_terima.permohonan'), width: '230px', cell: (one) => one.number },
    { words: t('serah_terima.jenis'), width: '150px', cell: (one) => kindWords(t, one.kind) },
    { words: t('serah_terima.hasil'), width: '170px', cell: (one) => `● ${t('serah_terima.berhasil')} ${clock(one.since)}` },
    { words: t('serah_terima.menunggu'), width: '100px', cell: (one) => age(now - Date.parse(one.since)) },
  ]
  return (
    <Act heading={t('serah_terima.siap')} clause="II.3"
      primary={{ words: t('serah_terima.mulai'), run: () => chosen && open(chosen), disabled: !chosen }}
      others={[{ key: 'F4', words: t('antrian.panggil_berikutnya'), run: callNext }]}>
      <ActList label={t('serah_terima.siap')} rows={rows} id={id} columns={columns} text={searched} open={open} onFocusRow={setRow} empty={t('serah_terima.kosong')}
        failure={list.error && <ErrorBlock failure={list.error} />} />
    </Act>
  )
}

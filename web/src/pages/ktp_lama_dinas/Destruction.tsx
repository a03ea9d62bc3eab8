// The end of old cards: counted, photographed, signed by two (3.21, destruction as in 3.16).
import { FileInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post, postFile } from '../../api/client'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { sortWords, type KeptCard } from '../ktp_lama/kept'

const ways = ['cut', 'shredded', 'burnt'] as const

export function Destruction({ cards, back, done }: { cards: KeptCard[]; back: () => void; done: (paper: string) => void }) {
  const t = useWords()
  const [way, setWay] = useState<string>('cut')
  const [order, setOrder] = useState('')
  const [count, setCount] = useState('')
  const [photo, setPhoto] = useState<{ scan: string; name: string } | null>(null)
  const [signing, setSigning] = useState(false)
  const counted = count.trim() === String(cards.length)
  const keep = useAct(async (file: File) => setPhoto({ scan: (await postFile<{ scan: string }>('/api/scans/upload', file)).scan, name: file.name }))
  const act = useAct(async (second: Second) => {
    const made = await post<{ paper: string }>('/api/old-cards/destructions', {
      applications: cards.map((one) => one.application), method: way, order: order.trim(), photo: photo?.scan ?? '', second_name: second.name, second_password: second.password,
    })
    done(made.paper)
  })
  return (
    <Act heading={t('ktp_lama_dinas.judul_musnah', { n: cards.length })} clause="6e, 7d, 7f" back={back} failure={signing ? null : keep.failure}
      primary={{ words: t('ktp_lama_dinas.musnahkan', { n: cards.length }), run: () => setSigning(true), disabled: !counted || !photo || signing }}>
      <div className="row">
        <TextInput label={t('ktp_lama_dinas.ketik_jumlah', { n: cards.length })} value={count} autoFocus autoComplete="off" inputMode="numeric" w={200}
          onChange={(e) => setCount(e.currentTarget.value)} error={count.trim() && !counted ? t('ktp_lama_dinas.jumlah_salah') : undefined} />
        <Select label={t('ktp_lama_dinas.cara')} value={way} allowDeselect={false} onChange={(one) => setWay(one ?? 'cut')} data={ways.map((one) => ({ value: one, label: t('ktp_lama_dinas.cara_' + one) }))} />
        <TextInput label={t('ktp_lama_dinas.surat')} value={order} autoComplete="off" maxLength={100} onChange={(e) => setOrder(e.currentTarget.value)} />
        <FileInput label={t('ktp_lama_dinas.foto')} accept="image/png,image/jpeg" w={240} value={null} placeholder={photo ? '● ' + photo.name : t('ktp_lama_dinas.foto_pilih')}
          onChange={(file) => { if (file) void keep.run(file) }} />
      </div>
      <p className="hint">{t('ktp_lama_dinas.foto_petunjuk')}</p>
      <ul>{cards.map((one) => <li key={one.application}>{one.name} {nikTail(one.nik)} · {sortWords(t, one)} {one.number}</li>)}</ul>
      {signing && (
        <SecondPersonPanel title={t('ktp_lama_dinas.tanda_musnah', { n: cards.length })} verb={t('ktp_lama_dinas.tandatangani')} busy={act.busy} failure={act.failure}
          close={() => { act.clear(); setSigning(false) }} onSign={(second) => void act.run(second)}>
          <p>{t('ktp_lama_dinas.akibat')}</p>
        </SecondPersonPanel>
      )}
    </Act>
  )
}

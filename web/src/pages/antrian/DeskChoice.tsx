// Which desk this is, and which numbers it calls.
import { Button, Modal, SegmentedControl } from '@mantine/core'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import { setDesk, useDesk, type Wanted } from './calling'

export function DeskChoice({ desks, done, close }: { desks: string[]; done: (name: string) => void; close: () => void }) {
  const t = useWords()
  const desk = useDesk()
  const choose = (name: string) => { setDesk({ name }); done(name) }
  useKeys({ Escape: close, ...Object.fromEntries(desks.slice(0, 9).map((name, i) => [String(i + 1), () => choose(name)])) }, 'panel')
  return (
    <Modal opened onClose={close} title={t('antrian.pilih_meja')} centered withCloseButton={false} closeOnEscape={false}>
      <div className="desks">
        {desks.map((name, i) => (
          <Button key={name} variant={name === desk.name ? 'filled' : 'default'} size="md" fullWidth justify="flex-start" leftSection={<kbd>{i + 1}</kbd>}
            onClick={() => choose(name)} data-autofocus={i === 0 ? true : undefined}>{name}</Button>
        ))}
      </div>
      <p className="hint" id="desk-calls">{t('antrian.yang_dipanggil')}</p>
      <SegmentedControl fullWidth aria-labelledby="desk-calls" value={desk.wanted} onChange={(value) => setDesk({ wanted: value as Wanted })}
        data={[{ value: '', label: t('antrian.semua') }, { value: 'A', label: t('antrian.rekam') }, { value: 'K', label: t('antrian.ambil') }]} />
    </Modal>
  )
}

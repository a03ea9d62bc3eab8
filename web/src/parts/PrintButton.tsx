// A paper of the office: shown as PDF, printed by the office's printer, printed again by F9.
import { Button, Group } from '@mantine/core'
import { post } from '../api/client'
import { useAct } from '../api/use'
import { useKeys } from '../shell/keys'
import { useWords } from '../words/words'
import { ErrorBlock } from './ErrorBlock'

export function PrintButton({ paper, words }: { paper: string; words?: string }) {
  const t = useWords()
  const act = useAct(() => post(`/api/papers/${encodeURIComponent(paper)}/print`))
  useKeys({ F9: () => void act.run() })
  return (
    <div className="print">
      <Group gap="xs">
        <Button variant="default" onClick={() => void act.run()} loading={act.busy}><kbd>F9</kbd> {words ?? t('cetak.lagi')}</Button>
        <Button variant="subtle" component="a" href={`/api/papers/${encodeURIComponent(paper)}`} target="_blank" rel="noreferrer">{t('cetak.lihat')}</Button>
      </Group>
      {act.failure && <ErrorBlock failure={act.failure} />}
    </div>
  )
}

// How far a recording is that was begun, and why it was put aside.
import { clock } from '../../words/format'
import type { Words } from '../../words/words'
import type { InProgress } from '../perekaman/capture'

export function halfWords(t: Words, half: InProgress): string {
  const values = { n: half.step, dari: half.steps, jam: clock(half.aside?.at ?? half.began) }
  if (half.aside) return t('meja.ditunda', { ...values, alasan: half.aside.why === 'lain' ? half.aside.words : t('perekaman.ditunda.' + half.aside.why) })
  return t('meja.belum_selesai', values)
}

// The outcomes of a pick-up (card/verify/verdict.h): what is said of each, and whether it is tried again before
// anything is written. A code on the telephone is 6000 and the verdict.
import { codeWords } from '../../parts/ErrorBlock'
import type { Words } from '../../words/words'

const again = new Set([101, 103, 110, 131, 150, 173, 174, 175])
export const wordOf = (verdict: number): 'berhasil' | 'gagal' | 'ulangi' => (verdict === 0 || verdict === 1 || verdict === 180 ? 'berhasil' : again.has(verdict) ? 'ulangi' : 'gagal')
export const verdictWords = (t: Words, verdict: number) => t('putusan.' + verdict)
export const verdictCode = (verdict: number) => codeWords(6000 + verdict)

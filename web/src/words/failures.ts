// Every failure code of the programs, from the table that they are built from (docs/failure_codes.md).
import table from '../../../docs/failure_codes.md?raw'
import type { Language } from './words'

interface Row { code: string; id: string; en: string }
const rows: Row[] = table.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim())
  return /^\d+$/.test(cells[1] ?? '') ? [{ code: String(cells[1]).padStart(4, '0'), id: `${cells[3]}. ${cells[4]}.`, en: `${cells[5]}. ${cells[6]}.` }] : []
})
const byCode = new Map(rows.map((row) => [row.code, row]))

/** Cause and what to do; undefined for a code of the screens themselves. */
export const failureSentence = (code: string, language: Language) => byCode.get(code)?.[language]
/** At most 12 whose code or sentence holds the text. */
export function findFailures(text: string, language: Language): { code: string; sentence: string }[] {
  const wanted = text.trim().toLowerCase()
  return rows.filter((row) => row.code.includes(wanted) || row[language].toLowerCase().includes(wanted)).slice(0, 12).map((row) => ({ code: row.code, sentence: row[language] }))
}

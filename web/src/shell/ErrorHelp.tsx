import { findFailures, failureSentence } from '../words/failures'
import { useLanguage, useWords } from '../words/words'
import { everywhere } from './help'

/** The errors of a page, or those that hold the sought text. */
export default function ErrorHelp({ sought, codes }: { sought: string; codes: string[] }) {
  const t = useWords()
  const language = useLanguage()
  const wanted = sought.trim().toLowerCase()
  const own = everywhere.map((code) => ({ code, sentence: t('galat.' + code, { id: '…' }) }))
  const found = wanted
    ? [...own.filter(({ code, sentence }) => code.includes(wanted) || sentence.toLowerCase().includes(wanted)), ...findFailures(wanted, language)]
    : [...codes.map((code) => ({ code, sentence: failureSentence(code, language) ?? '' })).filter((one) => one.sentence), ...own]
  if (found.length === 0) return <p className="empty">{t('bantuan.kosong')}</p>
  return <ul className="help-errors">{found.map(({ code, sentence }) => <li key={code}><b>{code}</b> {sentence}</li>)}</ul>
}

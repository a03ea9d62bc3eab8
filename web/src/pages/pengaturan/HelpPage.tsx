// screens.md 3.32: every page's guide and every error, with a search.
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Act } from '../../parts/Act'
import ErrorHelp from '../../shell/ErrorHelp'
import { DemoTasks } from '../../shell/DemoTasks'
import { menuOf } from '../../shell/roles'
import { useOfficer, useSession } from '../../shell/session'
import { guideOf } from '../../shell/help'
import { useWords } from '../../words/words'

export default function HelpPage() {
  const t = useWords()
  const { site } = useSession()
  const { role } = useOfficer()
  const [sought, setSought] = useState('')
  return (
    <Act heading={t('bantuan.judul')} back={() => history.back()}>
      <TextInput label={t('bantuan.cari')} value={sought} onChange={(e) => setSought(e.currentTarget.value)} autoFocus />
      {sought.trim() !== '' && <ErrorHelp sought={sought} codes={[]} />}
      {site.demo && <section aria-label={t('panduan.coba')}><h2>{t('panduan.coba')}</h2><DemoTasks /></section>}
      <h2>{t('bantuan.halaman_anda', { peran: t('peran.' + role) })}</h2>
      {menuOf(role, site).map((entry) => {
        const guide = guideOf(entry.path, role)
        return (
          <details key={entry.path} className="guide">
            <summary>{t(entry.words)}</summary>
            <ol className="help-steps">{guide.steps.map((step) => <li key={step}>{t(step)}</li>)}</ol>
          </details>
        )
      })}
    </Act>
  )
}

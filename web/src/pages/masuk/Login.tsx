// screens.md 3.1.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useAct } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { DemoTasks } from '../../shell/DemoTasks'
import { useKeys } from '../../shell/keys'
import { useSession } from '../../shell/session'
import { useWords } from '../../words/words'

export default function Login() {
  const t = useWords()
  const { site, logIn, left } = useSession()
  const [path, go] = useLocation()
  const [name, setName] = useState(left?.name ?? '')
  const [password, setPassword] = useState('')
  const act = useAct(async (who: string, word: string) => {
    await logIn(who, word)
    // Another officer begins at his own list, not on the page that somebody left.
    if (path === '/masuk' || (left && left.name !== who)) go('/')
  })
  useEffect(() => { document.title = t('masuk.judul') + ' · ktpel' }, [t])
  const enter = () => { if (name.trim() && password) void act.run(name.trim(), password) }
  useKeys({ Enter: enter })
  return (
    <main className="login">
      <div className="login-card">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <h1>ktpel</h1>
        <p className="login-place">{site.place}</p>
        {site.specimen && <p className="specimen">{t('kerangka.spesimen_panjang')}</p>}
        {left && <p role="status" className="notice">◆ {left.how === 'locked' ? t('masuk.terkunci', { nama: left.name }) : t('masuk.berakhir')}</p>}
        <form onSubmit={(e) => { e.preventDefault(); enter() }}>
          <TextInput label={t('masuk.nama')} size="md" autoFocus={!left} autoComplete="username" value={name} onChange={(e) => setName(e.currentTarget.value)} />
          <PasswordInput label={t('masuk.sandi')} size="md" autoFocus={!!left} autoComplete="current-password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
          {act.failure && <ErrorBlock failure={act.failure} />}
          <Button type="submit" size="lg" fullWidth loading={act.busy} className="primary"><kbd>Enter</kbd> {t('masuk.masuk')}</Button>
        </form>
        <p className="hint">{t('masuk.lupa')}</p>
      </div>
      {site.demo && (
        <section className="login-demo" aria-label={t('masuk.peragaan')}>
          <h2>{t('masuk.peragaan')}</h2>
          <p>{t('masuk.peragaan_sandi', { sandi: site.demo.password })}</p>
          <div className="accounts">
            {site.demo.accounts.map((account) => (
              <Button key={account.name} variant="default" justify="space-between" onClick={() => void act.run(account.name, site.demo?.password ?? '')}
                rightSection={<span className="dim">{account.name}</span>}>{account.words}</Button>
            ))}
          </div>
          <h3>{t('masuk.coba')}</h3>
          <DemoTasks />
        </section>
      )}
    </main>
  )
}

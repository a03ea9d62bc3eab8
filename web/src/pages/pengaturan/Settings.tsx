// screens.md 3.31: an officer's own preferences.
import { SegmentedControl, Switch } from '@mantine/core'
import { Act } from '../../parts/Act'
import { setPreferences, usePreferences, type Preferences } from '../../shell/preferences'
import { useWords } from '../../words/words'

export default function Settings() {
  const t = useWords()
  const p = usePreferences()
  const choice = <K extends keyof Preferences>(key: K, values: [Preferences[K], string][]) => (
    <SegmentedControl value={String(p[key])} aria-label={t('pengaturan.' + key)} data={values.map(([value, label]) => ({ value: String(value), label }))}
      onChange={(chosen) => setPreferences({ [key]: values.find(([value]) => String(value) === chosen)?.[0] } as Partial<Preferences>)} />
  )
  return (
    <Act heading={t('pengaturan.judul')} back={() => history.back()}>
      <h2>{t('pengaturan.saya')}</h2>
      <dl className="settings">
        <dt>{t('pengaturan.language')}</dt><dd>{choice('language', [['id', 'Bahasa Indonesia'], ['en', 'English']])}</dd>
        <dt>{t('pengaturan.text')}</dt><dd>{choice('text', [[100, '100 %'], [125, '125 %'], [150, '150 %'], [200, '200 %']])}</dd>
        <dt>{t('pengaturan.contrast')}</dt><dd>{choice('contrast', [['normal', t('pengaturan.biasa')], ['high', t('pengaturan.tinggi')]])}</dd>
      </dl>
      <Switch label={t('pengaturan.stepsByThemselves')} checked={p.stepsByThemselves} onChange={(e) => setPreferences({ stepsByThemselves: e.currentTarget.checked })} />
      <Switch label={t('pengaturan.letterKeys')} checked={p.letterKeys} onChange={(e) => setPreferences({ letterKeys: e.currentTarget.checked })} />
      <Switch label={t('pengaturan.leftHanded')} checked={p.leftHanded} onChange={(e) => setPreferences({ leftHanded: e.currentTarget.checked })} />
      <p className="dim">{t('pengaturan.disimpan')}</p>
    </Act>
  )
}

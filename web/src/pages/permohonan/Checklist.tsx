// The papers on the counter (screens.md 7.5): Space ticks, F8 scans into the line, what is missing stays in words.
import { Button, FileButton, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { post, postFile } from '../../api/client'
import type { Form, Requirement } from '../../api/counter'
import type { Status } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useKeys } from '../../shell/keys'
import { paperWords } from '../../words/application'
import { parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { askedNow, particulars, type Lack, type Paper, type Particular } from './papers'

interface Props { rules: Requirement[]; paper: (rule: Requirement) => Paper; change: (type: string, some: Partial<Paper>) => void; lacks: Lack[]; mayScan: boolean }
interface Scanned { scan: string; pages: number }

export function Checklist({ rules, paper, change, lacks, mayScan }: Props) {
  const t = useWords()
  const list = useRef<HTMLDivElement>(null)
  const block = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<string | null>(null)
  const status = useRead<Status>('/api/status')
  const scanner = status.data?.devices.scanner === true
  const asked = askedNow(rules)
  const later = rules.filter((rule) => rule.need === 'at-pick-up')
  const current = asked.find((rule) => rule.type === at) ?? asked.find((rule) => paper(rule).held) ?? asked[0]
  const keep = (rule: Requirement, { scan, pages }: Scanned) => change(rule.type, { held: true, scan, pages, form: rule.original ? 'original' : 'scan' })
  const scan = useAct(async (rule: Requirement) => keep(rule, await post<Scanned>('/api/scans', { source: 'feeder' })))
  const upload = useAct(async (rule: Requirement, file: File) => keep(rule, await postFile<Scanned>('/api/scans/upload', file)))
  const failure = scan.failure ?? upload.failure
  useKeys({ F8: mayScan && scanner && current && (() => void scan.run(current)) })

  // The field needed next has the focus: the first paper that is not there yet.
  useEffect(() => {
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])]
    const first = boxes.find((box) => !box.checked) ?? boxes[0]
    first?.focus()
  }, [])
  useEffect(() => { if (lacks.length > 0) block.current?.focus() }, [lacks])

  const field = (rule: Requirement, what: Particular) => {
    const one = paper(rule)
    const isDay = what === 'date' || what === 'expires'
    const lack = one.held && lacks.some((lack) => lack.type === rule.type && lack.what === what)
    const wrongDay = isDay && one[what] !== '' && !parseDay(one[what])
    return (
      <TextInput key={what} size="sm" className={what} label={t('permohonan.berkas_' + what)} value={one[what]} autoComplete="off"
        placeholder={isDay ? t('permohonan.tanggal_contoh') : undefined} error={lack || wrongDay ? t(isDay ? 'permohonan.isi_tanggal' : 'permohonan.isi') : undefined}
        onFocus={() => setAt(rule.type)} onChange={(e) => change(rule.type, { held: true, [what]: e.currentTarget.value })}
        onBlur={() => { const day = isDay ? parseDay(one[what]) : null; if (day && day !== one[what]) change(rule.type, { [what]: day }) }} />
    )
  }
  return (
    <section className="papers" aria-label={t('permohonan.berkas')} ref={list}>
      <div className="papers-head"><h2>{t('permohonan.berkas')}</h2> <span className="hint">{t('permohonan.berkas_petunjuk')}</span></div>
      {lacks.length > 0 && (
        <div className="error" role="alert" tabIndex={-1} ref={block} data-code="1115">
          <span aria-hidden>■</span> {t('permohonan.kurang', { daftar: [...new Set(lacks.map((lack) => paperWords(t, lack.type)))].join(', ') })} <span className="code">(1115)</span>
        </div>
      )}
      {asked.map((rule) => {
        const one = paper(rule)
        const missing = lacks.some((lack) => lack.type === rule.type && lack.what === 'paper')
        const forms: Form[] = rule.original ? ['original'] : one.scan ? ['original', 'copy', 'scan'] : ['original', 'copy']
        return (
          <div className="paper" key={rule.type} data-missing={missing}>
            <label className="tick">
              <input type="checkbox" checked={one.held} onFocus={() => setAt(rule.type)} onChange={(e) => change(rule.type, { held: e.currentTarget.checked })} />
              <span>{paperWords(t, rule.type)}<small>{t(rule.need === 'required' ? 'permohonan.wajib' : 'permohonan.bila_ada')}{rule.since ? ' · ' + t('permohonan.sejak', { tanggal: rule.since }) : ''}{missing ? ' · ' + t('permohonan.belum_ada') : ''}</small></span>
            </label>
            <div className="particulars">
              {particulars.filter((what) => rule[what]).map((what) => field(rule, what))}
              {forms.length > 1
                ? <NativeSelect size="sm" className="form" label={t('permohonan.bentuk')} value={one.form} onFocus={() => setAt(rule.type)} onChange={(e) => change(rule.type, { form: e.currentTarget.value as Form })}
                    data={forms.map((form) => ({ value: form, label: t('permohonan.bentuk_' + form) }))} />
                : <span className="form only">{t('permohonan.harus_asli')}</span>}
            </div>
            {mayScan && (
              <div className="scan">
                {one.scan && <a href={`/api/scans/${one.scan}/1`} target="_blank" rel="noreferrer">▣ {t('permohonan.lembar', { n: one.pages })}</a>}
                {scanner && <Button size="compact-sm" variant="default" loading={scan.busy && current?.type === rule.type} onClick={() => { setAt(rule.type); void scan.run(rule) }}>{rule === current && <kbd>F8</kbd>}{t('permohonan.pindai')}</Button>}
                <FileButton accept="image/png,image/jpeg,application/pdf" onChange={(file) => { if (file) void upload.run(rule, file) }}>
                  {(props) => <Button {...props} size="compact-sm" variant="subtle" loading={upload.busy} aria-label={t('permohonan.unggah_untuk', { berkas: paperWords(t, rule.type) })}>{t('permohonan.unggah')}</Button>}
                </FileButton>
              </div>
            )}
          </div>
        )
      })}
      {failure && <ErrorBlock failure={failure} />}
      {later.length > 0 && <p className="hint">◆ {t('permohonan.nanti', { berkas: later.map((rule) => paperWords(t, rule.type)).join(', ') })}</p>}
    </section>
  )
}

// Step 4 (1c): four right, four left, two thumbs; of three tries the best of each finger is kept.
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { FingerMap, stateOfQuality, type FingerMark } from '../../parts/FingerMap'
import { useWords } from '../../words/words'
import { fingersOf, groups, hasFinger, isGroupDone, isWhole, triesOfAGroup, type Capture, type Group, type TakenFinger } from './capture'
import { CaptureFrame, type Hint } from './CaptureFrame'
import { useDesk } from './desk'
import { reasonOf } from './reasons'

export function FingersStep() {
  const t = useWords()
  const desk = useDesk()
  const { capture, known } = desk
  const open = groups.find((group) => !isGroupDone(capture, known, group.name))?.name
  const [chosen, setChosen] = useState<Group | null>(open ?? null)
  const [hint, setHint] = useState<Hint | null>(null)
  const [pressed, setPressed] = useState<Group | null>(null)
  const group = chosen ?? open ?? null
  const fingers = group ? fingersOf(group) : []
  const wanted = fingers.filter((finger) => capture.exceptions['finger-' + finger] === undefined)
  const tries = group ? known.tries[group] ?? 0 : 0

  const press = useAct(async (which: Group) => {
    setHint(null)
    const { fingers: taken, capture: now } = await post<{ fingers: TakenFinger[]; capture: Capture }>(`${desk.path}/fingers/${which}`)
    setPressed(which)
    const quality = { ...known.quality }
    for (const one of taken) if (one.kept) quality[one.finger] = one.quality
    const after = { tries: { ...known.tries, [which]: (known.tries[which] ?? 0) + 1 }, quality }
    desk.learn(after)
    const then = { ...known, ...after }
    const needed = fingersOf(which).filter((finger) => now.exceptions['finger-' + finger] === undefined)
    const weak = taken.filter((one) => needed.includes(one.finger) && stateOfQuality(one.quality) !== 'good').sort((a, b) => a.quality - b.quality)
    const reason = weak.flatMap((one) => one.reasons.map(reasonOf)).find((one) => one !== undefined)
    if (taken.length < needed.length) setHint({ reason: 'finger_missing', values: { n: taken.length, m: needed.length } })
    else if (reason) setHint({ reason })
    else if (weak.length === 0) setHint({ reason: 'good' })
    const next = groups.find((one) => !isGroupDone(now, then, one.name))?.name
    if (isGroupDone(now, then, which)) {
      setChosen(next ?? null)
      if (!next) return desk.goOn(now)
    }
    desk.take(now)
  })

  const marks: Record<number, FingerMark> = {}
  for (let finger = 1; finger <= 10; ++finger) {
    const why = capture.exceptions['finger-' + finger]
    const quality = known.quality[finger]
    if (hasFinger(capture, finger)) marks[finger] = quality === undefined ? { state: 'good', words: t('perekaman.jari.terekam') } : { state: stateOfQuality(quality), quality }
    else if (why) marks[finger] = { state: why === 'bandaged' ? 'absent-for-now' : 'absent', words: t('pengecualian.' + why.replace(/-/g, '_')) }
    else if (fingers.includes(finger)) marks[finger] = { state: 'now' }
  }
  const whole = group !== null && isWhole(capture, group)
  const enough = whole && tries >= triesOfAGroup
  const take = () => { if (group) void press.run(group) }
  const finished = groups.every((one) => isWhole(capture, one.name))
  const nothingLeft = wanted.length === 0 && group !== null
  const weak = fingers.filter((finger) => hasFinger(capture, finger) && known.quality[finger] !== undefined && stateOfQuality(known.quality[finger] ?? 0) !== 'good')
  const primary = !group || nothingLeft
    ? { words: t('perekaman.lanjut'), run: () => { const next = groups.find((one) => !isWhole(capture, one.name)); if (next) setChosen(next.name); else desk.goOn(capture, 'now') }, disabled: !finished && !nothingLeft }
    : { words: t('perekaman.jari.rekam_' + group.replace(/-/g, '_')), run: take, busy: press.busy }
  return (
    <CaptureFrame failure={press.failure} hint={hint} primary={primary}
      screen={{ state: 'fingers', data: { lit: wanted, absent: Object.keys(marks).map(Number).filter((finger) => marks[finger]?.state.startsWith('absent')) } }}
      others={[
        { key: 'F8', words: t('perekaman.tombol.rekam'), run: take, busy: press.busy, disabled: !group || nothingLeft },
        ...(whole && group && !enough && weak.length > 0 && !press.busy ? [{ key: 'Alt+N', words: t('perekaman.jari.pakai_terbaik'), run: () => { desk.learn({ tries: { ...known.tries, [group]: triesOfAGroup } }); setHint(null); const next = groups.find((one) => one.name !== group && !isGroupDone(capture, known, one.name)); setChosen(next?.name ?? null); if (!next) desk.goOn(capture, 'now') } }] : []),
      ]}
      aside={group && <><p>{t('perekaman.jari.percobaan', { n: Math.min(tries + 1, triesOfAGroup), dari: triesOfAGroup })}</p><p className="hint">{t('perekaman.jari.terbaik')}</p></>}>
      <p className="say">{press.busy ? t('perekaman.jari.menunggu') : group ? t('perekaman.jari.tekan_' + group.replace(/-/g, '_')) : t('perekaman.jari.semua')}</p>
      <FingerMap marks={marks} />
      {pressed && (
        <div className="pressed">
          {fingersOf(pressed).filter((finger) => hasFinger(capture, finger)).map((finger) => (
            <img key={finger} alt={t('jari.' + finger)} src={`${desk.path}/parts/finger-${finger}?n=${known.tries[pressed] ?? 0}`} />
          ))}
        </div>
      )}
      <div className="group-row" role="group" aria-label={t('perekaman.jari.kelompok')}>
        {groups.map((one) => (
          <button key={one.name} type="button" className="group" aria-pressed={one.name === group} onClick={() => { setChosen(one.name); setHint(null) }}>
            {isWhole(capture, one.name) ? '●' : '○'} {t('perekaman.jari.kelompok_' + one.name.replace(/-/g, '_'))}
          </button>
        ))}
      </div>
      {weak.length > 0 && tries >= triesOfAGroup && <p className="warning small">▲ {t('perekaman.jari.dipakai_terbaik', { jari: weak.map((finger) => t('jari.' + finger)).join(', ') })}</p>}
    </CaptureFrame>
  )
}

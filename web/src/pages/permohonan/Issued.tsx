// screens.md 3.5: the number and the letter, right after the intake.
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { QueueState, Taken } from '../../api/counter'
import type { Lane } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { kindOfLane, nikTail, queue } from '../../words/format'
import { useWords } from '../../words/words'
import { PrintLetter } from './PrintLetter'
import { Withdraw } from './Withdraw'
import './intake.css'

export function Issued({ taken, nik, lane }: { taken: Taken; nik: string; lane: Lane }) {
  const t = useWords()
  const [, go] = useLocation()
  const [cancelling, setCancelling] = useState(false)
  const waiting = useRead<QueueState>('/api/queue')
  const label = queue(taken.queue_number, kindOfLane(lane))
  const estimate = waiting.data?.estimate_minutes
  return (
    <Act heading={t('permohonan.nomor_dan_surat')} clause="I.1, 6" about={<><b>{taken.name}</b> {nikTail(nik)}</>}
      success={t('permohonan.terbit', { antrian: label })}
      primary={{ words: t('permohonan.berikutnya'), run: () => go('/') }}
      others={[
        { key: 'Alt+X', words: t('permohonan.batalkan'), run: () => setCancelling(true) },
        { key: 'Alt+R', words: t('permohonan.riwayat'), run: () => go('/permohonan/' + taken.number) },
      ]}>
      <div className="issued">
        <div className="ticket">
          <div>{t('permohonan.nomor_antrian')}</div>
          <div className="number">{label}</div>
          <div>{estimate === null || estimate === undefined ? t('permohonan.tanpa_perkiraan') : t('permohonan.kira_kira', { n: estimate })}</div>
        </div>
        <div className="panel letter">
          <PrintLetter paper={taken.summons} words={t('permohonan.surat_panggilan')} atOnce />
          <div className="dim">{t('permohonan.nomor_permohonan', { nomor: taken.number })}</div>
          {taken.from_copy && <p className="offline">{t('permohonan.dari_salinan')}</p>}
          <p className="next-turn">{t('permohonan.arahkan')}</p>
        </div>
      </div>
      {cancelling && <Withdraw number={taken.number} queueNumber={label} close={() => setCancelling(false)} done={() => go('/')} />}
    </Act>
  )
}

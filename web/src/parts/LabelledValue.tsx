import type { ReactNode } from 'react'

/** One field of a record as text: its name small, its value large. */
export function LabelledValue({ label, children, wide }: { label: string; children: ReactNode; wide?: boolean }) {
  return (
    <div className={wide ? 'value wide' : 'value'}>
      <dt>{label}</dt>
      <dd>{children || '–'}</dd>
    </div>
  )
}

// Simple drawings of the first guide: lines and one colour, no words in them.
import type { ReactNode } from 'react'

export type Drawing = 'list' | 'help' | 'papers' | 'line' | 'fingers' | 'glass' | 'hands' | 'card' | 'two' | 'compare' | 'count' | 'chain' | 'ladder'
const ink = '#123a63', soft = '#d2e1f2', gold = '#d99a1c'

const draw = (children: ReactNode) => function Picture() {
  return (
    <svg viewBox="0 0 240 120" width="240" height="120" aria-hidden="true" fill="none" stroke={ink} strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">{children}</svg>
  )
}
const person = (x: number, y: number) => <g><circle cx={x} cy={y} r="10" fill={soft} /><path d={`M${x - 18} ${y + 34}c0-13 8-20 18-20s18 7 18 20z`} fill={soft} /></g>
const card = (x: number, y: number) => (
  <g><rect x={x} y={y} width="76" height="48" rx="5" fill="#fff" /><rect x={x + 8} y={y + 10} width="14" height="11" rx="2" fill={gold} stroke="none" /><path d={`M${x + 8} ${y + 30}h26M${x + 8} ${y + 38}h18`} /><circle cx={x + 56} cy={y + 20} r="6" fill={soft} /><path d={`M${x + 46} ${y + 38}c0-7 4-10 10-10s10 3 10 10z`} fill={soft} /></g>
)
const print = (x: number, y: number) => (
  <g><path d={`M${x - 16} ${y + 22}v-20a16 20 0 0 1 32 0v20`} fill="#fff" /><path d={`M${x - 9} ${y + 24}v-20a9 12 0 0 1 18 0v20M${x} ${y + 26}v-20`} /></g>
)

export const drawings: Record<Drawing, () => ReactNode> = {
  list: draw(<>
    <rect x="40" y="10" width="130" height="100" rx="5" fill="#fff" />
    <rect x="40" y="40" width="130" height="24" fill={soft} />
    <path d="M52 27h60M52 52h80M52 78h66M52 96h72" />
    <path d="M190 38v-12m0 0l-7 7m7-7l7 7M190 66v12m0 0l-7-7m7 7l7-7" />
  </>),
  help: draw(<>
    <rect x="30" y="14" width="180" height="92" rx="5" fill="#fff" />
    <rect x="146" y="14" width="64" height="92" rx="5" fill={soft} />
    <path d="M44 36h80M44 54h64M44 72h76" />
    <path d="M168 48c0-8 5-13 11-13s11 5 11 11c0 9-11 9-11 19" /><circle cx="179" cy="80" r="2.5" fill={ink} />
  </>),
  papers: draw(<>
    <rect x="34" y="18" width="62" height="84" rx="4" fill={soft} /><rect x="52" y="10" width="62" height="84" rx="4" fill="#fff" />
    <path d="M64 30h38M64 44h38M64 58h26" /><path d="M128 54h30m0 0l-10-9m10 9l-10 9" />
    <rect x="166" y="32" width="52" height="46" rx="4" fill="#fff" /><path d="M178 55h28" strokeWidth="7" />
  </>),
  line: draw(<>
    <rect x="22" y="36" width="58" height="40" rx="4" fill="#fff" /><path d="M38 90h26M51 76v14" />
    <rect x="168" y="22" width="46" height="76" rx="4" fill={soft} /><path d="M178 38h26M178 54h26M178 70h26" />
    <path d="M92 56h20M128 56h20" /><path d="M114 48l12 16M126 48l-12 16" stroke={gold} />
  </>),
  fingers: draw(<>
    {[0, 1, 2, 3].map((i) => <path key={i} d={`M${64 + i * 30} 92v-${[44, 58, 54, 36][i]}a10 10 0 0 1 20 0v${[44, 58, 54, 36][i]}`} fill={i === 2 ? soft : '#fff'} />)}
    <path d="M50 92h140" />
  </>),
  glass: draw(<><rect x="70" y="64" width="100" height="40" rx="6" fill={soft} />{print(120, 42)}<path d="M186 40l10 10 20-24" stroke={gold} /></>),
  hands: draw(<>{person(48, 36)}{person(192, 36)}{card(82, 38)}</>),
  card: draw(<>{card(82, 34)}<path d="M62 58H44m0 0l9-8m-9 8l9 8M178 58h18m0 0l-9-8m9 8l-9 8" /></>),
  two: draw(<>{person(84, 30)}{person(156, 30)}<path d="M66 84h36M138 84h36" /><path d="M76 98l8 8 14-18M148 98l8 8 14-18" stroke={gold} /></>),
  compare: draw(<><rect x="28" y="12" width="80" height="96" rx="4" fill={soft} /><rect x="132" y="12" width="80" height="96" rx="4" fill={soft} />{print(68, 46)}{print(172, 46)}<path d="M76 40h88M62 54h104" stroke={gold} strokeDasharray="3 6" /></>),
  count: draw(<>
    {[0, 1, 2].map((i) => <rect key={i} x={34 + i * 8} y={28 + i * 10} width="76" height="48" rx="5" fill="#fff" />)}
    <path d="M146 60h14M146 70h14" /><rect x="178" y="36" width="40" height="56" rx="4" fill={soft} /><path d="M188 52h20M188 66h20M188 80h12" />
  </>),
  chain: draw(<>
    {[0, 1, 2, 3].map((i) => <rect key={i} x={22 + i * 52} y="42" width="40" height="36" rx="5" fill={i === 3 ? soft : '#fff'} />)}
    <path d="M62 60h12M114 60h12M166 60h12" /><path d="M188 60l6 6 12-14" stroke={gold} />
  </>),
  ladder: draw(<>
    {[0, 1, 2, 3].map((i) => <rect key={i} x={26 + i * 50} y={82 - i * 22} width="40" height="24" rx="4" fill={i === 3 ? soft : '#fff'} />)}
    <path d="M66 88l12-12M116 66l12-12M166 44l12-12" stroke={gold} />
  </>),
}

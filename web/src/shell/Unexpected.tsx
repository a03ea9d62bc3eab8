// A page that fails in a way that nobody foresaw takes neither the frame nor the work with it (screens.md, 0010).
import { Component, type ReactNode } from 'react'
import { Act } from '../parts/Act'
import { useWords } from '../words/words'

interface Props { path: string; children: ReactNode }

/** Catches what its pages throw; at another `path` it begins anew. */
export class Unexpected extends Component<Props, { number: string | null }> {
  state = { number: null }
  static getDerivedStateFromError() {
    return { number: Date.now().toString(36).toUpperCase() }
  }
  componentDidUpdate(before: Props) {
    if (before.path !== this.props.path && this.state.number) this.setState({ number: null })
  }
  componentDidCatch(trouble: unknown) {
    console.error(this.state.number, trouble)
  }
  render() {
    return this.state.number ? <Told number={this.state.number} /> : this.props.children
  }
}

function Told({ number }: { number: string }) {
  const t = useWords()
  const again = () => location.reload()
  return (
    <Act heading={t('kerangka.gangguan')} back={() => history.back()} primary={{ words: t('kerangka.muat_ulang'), run: again }}>
      <div className="error" role="alert" data-code="0010">■ {t('kerangka.gangguan_nomor', { nomor: number })} <span className="code">(0010)</span></div>
    </Act>
  )
}

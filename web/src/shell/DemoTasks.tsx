import { useWords } from '../words/words'
import { useSession } from './session'

/** In the demo: what a visitor can try, and where the others are. */
export function DemoTasks() {
  const t = useWords()
  const { site } = useSession()
  if (!site.demo) return null
  return (
    <>
      <ol className="tasks">
        {site.demo.tasks.map((task) => <li key={task.title}><b>{task.title}</b><ol>{task.steps.map((step) => <li key={step}>{step}</li>)}</ol></li>)}
      </ol>
      <p>
        <a href={site.demo.stage} target="_blank" rel="noreferrer">{t('masuk.panggung')}</a>
        {site.demo.others.map((other) => <span key={other.address}> · <a href={other.address} target="_blank" rel="noreferrer">{other.place}</a></span>)}
      </p>
    </>
  )
}

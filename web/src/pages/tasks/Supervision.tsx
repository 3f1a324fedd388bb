import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandForm } from '../../form/CommandForm'
import { mayAny, useMe } from '../../session/session'
import { DateText } from '../../ui/DateText'
import { trim } from './parts'
import { scoreForm } from './taskForms'
import { taskPaths, taskRefresh, type Checkpoint, type Task } from './types'

const colours = { coming: 'default', due: 'processing', scored: 'success', missed: 'warning' }

/** Checkpoints of a task of class B: what nobody scored is missed, not zero. */
export function Checkpoints({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const me = useMe()
  const [scoring, setScoring] = useState<Checkpoint>()
  const points = task.checkpoints ?? []
  if (points.length === 0) return null
  const mayScore = mayAny(me, ['tasks.checkpoint.score']) && task.person?.id !== me.person
  return (
    <section className="jk-panel" aria-labelledby="points">
      <h2 id="points">{t('checkpoints')}</h2>
      {task.series && <p>{t('series', { points: task.series.points, scored: task.series.scored, missed: task.series.missed })}{task.series.average && <strong title={task.series.exact}> {t('average', { score: task.series.average })}</strong>}</p>}
      <ol className="jk-plain-list jk-points">
        {points.map((point) => (
          <li key={point.id}>
            <DateText of={point.on} /> <Tag color={colours[point.standing]}>{t(`standing.${point.standing}`)}</Tag>
            {point.score !== undefined && <strong>{t('points', { score: trim(point.score) })}</strong>}
            {point.standing === 'due' && mayScore && <Button size="small" className="jk-tools" onClick={() => setScoring(point)}>{t('actions.score')}</Button>}
            {point.comment && <div>{point.comment} <span className="jk-rule">{point.scored_by?.name}</span></div>}
            {point.until && point.standing === 'due' && <div className="jk-rule">{t('scoreUntil')} <DateText of={point.until} /></div>}
          </li>
        ))}
      </ol>
      {scoring && <CommandForm spec={scoreForm} path={taskPaths.score(scoring.id)} refresh={taskRefresh} onClose={() => setScoring(undefined)} />}
    </section>
  )
}

/** Looks of supervision at a task of class A. */
export function Checks({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const checks = task.checks ?? []
  if (checks.length === 0 && !task.check_on) return null
  return (
    <section className="jk-panel" aria-labelledby="checks">
      <h2 id="checks">{t('checks')}</h2>
      {task.check_on && <p>{t('nextCheck')} <strong><DateText of={task.check_on} /></strong></p>}
      <ol className="jk-plain-list jk-points">
        {checks.map((check, n) => <li key={n}><DateText of={check.on} /> {check.person?.name} <div className="jk-text">{check.finding}</div></li>)}
      </ol>
    </section>
  )
}

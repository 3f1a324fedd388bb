import { Progress, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { DueDay } from '../../ui/DueDay'
import type { Order, Task } from './types'

/** Class of a task: A is seen to at once, B constantly, C ordinarily; none says so. */
export function ClassTag({ of }: { of: Pick<Task, 'class' | 'by_hand'> }) {
  const { t } = useTranslation('tasks')
  return <Tag color={{ A: 'blue', B: 'cyan', C: undefined, '': undefined }[of.class]}>{t(`class.${of.class || 'none'}`)}{of.by_hand && t('byHand')}</Tag>
}

/** How far a task has come, in words. */
export function TaskStatus({ of }: { of: Task }) {
  const { t } = useTranslation('tasks')
  const colour = { open: 'processing', claimed: 'blue', closed: 'success', withdrawn: 'default' }[of.status]
  const name = of.status === 'closed' && of.on_time !== undefined ? (of.on_time ? 'onTime' : 'lateClosed') : of.status
  return <Tag color={name === 'lateClosed' ? 'warning' : colour}>{t(`status.${name}`)}</Tag>
}

/** The last day of a task; one that is claimed or ended runs no more. */
export const TaskDue = ({ of }: { of: Task }) => <DueDay day={of.due_on} late={of.overdue} done={of.status !== 'open'} />

/** Progress against the plan: the bar is capped, the figure is not. */
export function TaskProgress({ of }: { of: Task }) {
  const { t } = useTranslation('tasks')
  const percent = Math.min(100, Number(of.progress))
  return (
    <div className="jk-task-progress">
      <Progress percent={percent} showInfo={false} size="small" aria-label={t('fields.progress')} />
      <span className="jk-nowrap">{t('percent', { n: trim(of.progress) })}</span>
    </div>
  )
}

/** 40.00 → 40. */
export const trim = (figure: string) => (figure.includes('.') ? figure.replace(/\.?0+$/, '') : figure)

/** What is done of the plan, with its unit; a share where the plan is not a number. */
export function doneText(task: Task): string {
  return task.plan ? `${trim(task.done)} / ${trim(task.plan)}${task.plan_unit ?? ''}` : `${trim(task.progress)}%`
}

/** How far a supervision order has come. */
export function OrderStatus({ of }: { of: Order }) {
  const { t } = useTranslation('tasks')
  const colour = { open: 'warning', replied: 'processing', dated: 'processing', lapsed: 'default', closed: 'success' }[of.status]
  return <><Tag color={colour}>{t(`orderStatus.${of.status}`)}</Tag>{of.level && <Tag>{t(`level.${of.level}`)}</Tag>}</>
}

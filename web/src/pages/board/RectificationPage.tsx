import { Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { RecordPage } from '../../register/RecordPage'
import type { RegisterSpec } from '../../register/spec'
import { Facts } from '../../register/RecordDrawer'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { forms } from './forms'
import { Proofs } from '../../ui/Proofs'
import { rectificationsSpec, RectifyDue, RectifyState } from './RectificationsPage'
import type { Rectification } from './types'
import './board.css'

const spec: RegisterSpec<Rectification> = {
  ...rectificationsSpec,
  acts: {
    plan: { form: forms.plan, primary: true },
    submit: { form: forms.submit, primary: true },
    accept: { form: forms.accept, primary: true },
    return: { form: forms.return },
  },
}

/** One order to put a yellow item right: its limit day by day, what was done, who accepted. */
export default function RectificationPage() {
  const { t } = useTranslation('board')
  const { id = '' } = useParams()
  const link = useZoneLink()
  return (
    <RecordPage<Rectification> spec={spec} id={id} back={{ path: 'rectifications', label: 'rectifications' }} title={(row) => row.title}
      tags={(row) => <><RectifyState of={row} /><RectifyDue of={row} explain /></>}>
      {(row) => (
        <>
          <p className="jk-rule">
            {row.number}{t('comma')}<Link to={link(`boards/${row.board}?why=${row.item}`)}>{t('toBoard')}</Link>{t('comma')}<Link to={link(`works/${row.work}`)}>{t('toWork')}</Link>
            {row.streak && row.streak > 1 ? <strong>{t('comma')}{t('streak', { count: row.streak })}</strong> : null}
          </p>
          <div className="jk-columns">
            <section className="jk-panel" aria-labelledby="facts">
              <h2 id="facts">{t('register:detail')}</h2>
              <Facts columns={facts} row={row} words="board" />
              <p className="jk-rule">{t('rectify.rule')}</p>
            </section>
            <section className="jk-panel" aria-labelledby="days">
              <h2 id="days">{t('shell:clock.days')}</h2>
              <p>{row.limit}{row.provisional && t('provisional')}</p>
              <Days of={row} />
            </section>
          </div>
          <section className="jk-panel" aria-labelledby="steps">
            <h2 id="steps">{t('register:history.title')}</h2>
            <Timeline items={(row.steps ?? []).map((step) => ({
              key: String(step.no),
              content: (
                <>
                  <div><DateText of={step.at} /> {step.by} · <strong>{t(`rectifyStep.${step.action}`)}</strong></div>
                  {step.text && <div className="jk-text">{step.text}</div>}
                  <Proofs of={step.evidence} />
                </>
              ),
            }))} />
          </section>
        </>
      )}
    </RecordPage>
  )
}

const facts: RegisterSpec<Rectification>['columns'] = [
  { field: 'unit', kind: 'ref', width: 110 },
  { field: 'lead', kind: 'ref', width: 84 },
  { field: 'person', kind: 'ref', width: 84 },
  { field: 'opened_at', kind: 'instant' },
  { field: 'due_on', kind: 'date' },
  { field: 'overdue_at', kind: 'instant' },
  { field: 'supervision' },
  { field: 'ended_at', kind: 'instant' },
]

/** The limit as it is counted, day by day, with what is not counted and why. */
function Days({ of }: { of: Rectification }) {
  const { t } = useTranslation('board')
  const days = of.days ?? []
  if (days.length === 0) return <p className="jk-description">{t('noDays')}</p>
  return (
    <ol className="jk-plain-list jk-days" tabIndex={0} aria-label={t('shell:clock.days')}>
      {days.map((day) => (
        <li key={day.date} className={day.counted ? 'jk-day-counted' : 'jk-description'}>
          {day.text}
        </li>
      ))}
    </ol>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { CommandForm } from '../../form/CommandForm'
import { Buttons } from '../../register/Buttons'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { CheckCircleOutlined, ClockCircleOutlined, WarningOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { IssueList } from '../issues/IssueList'
import { planForm } from './spec'
import { meetingPaths, meetingRefresh, type Project, type Week } from './types'
import './meetings.css'

const icons = { held: <CheckCircleOutlined />, waiting: <ClockCircleOutlined />, missed: <WarningOutlined /> }

/** One project: its weeks with and without a huddle, and its list of issues. */
export default function ProjectPage() {
  const { t } = useTranslation('meetings')
  const { id = '' } = useParams()
  const link = useZoneLink()
  const [asking, setAsking] = useState('')
  const asked = useZoneQuery<Project>(`${meetingPaths.projects}/${id}`)
  const weeks = useZoneQuery<Page<Week>>(meetingPaths.weeks(id))
  const project = asked.data
  return (
    <article className="jk-stack" aria-labelledby="project-title">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link('projects')}>{t('projects')}</Link></nav>
      <Refusal of={asked.error ?? weeks.error} onRetry={() => void asked.refetch()} />
      {project && (
        <>
          <div className="jk-row" style={{ justifyContent: 'space-between' }}>
            <div>
              <h1 id="project-title">{project.name}</h1>
              <div className="jk-rule">{[project.unit?.name, project.person?.name].filter(Boolean).join(' · ')} · <DateText of={project.from} />{project.until && <> {t('arrow')} <DateText of={project.until} /></>}</div>
            </div>
            <Buttons actions={project.actions} words="meetings" primary={['plan-huddle']} onPress={setAsking} />
          </div>
          <section className="jk-panel" aria-labelledby="weeks">
            <h2 id="weeks">{t('weeksOf', { missed: project.missed })}</h2>
            <ol className="jk-plain-list jk-weeks">
              {(weeks.data?.items ?? []).map((week) => (
                <li key={week.week} className={`jk-week jk-week-${week.standing}`}>
                  <span>{week.week}</span>
                  <span>{icons[week.standing]} {week.meeting ? <Link to={link(`meetings/${week.meeting}`)}>{t(`week.${week.standing}`)}</Link> : t(`week.${week.standing}`)}</span>
                  <span className="jk-rule"><DateText of={week.from} /></span>
                </li>
              ))}
            </ol>
          </section>
          <IssueList project={id} />
          {asking === 'plan-huddle' && <CommandForm spec={planForm(true)} path={meetingPaths.all} record={{ kind: 'huddle', title: t('huddleOf', { name: project.name }), project: { id: project.id, name: project.name } }} refresh={meetingRefresh} onClose={() => setAsking('')} />}
          {asking === 'end' && <CommandForm spec={end} path={`${meetingPaths.projects}/${id}/actions/end`} refresh={meetingRefresh} onClose={() => setAsking('')} />}
        </>
      )}
    </article>
  )
}

const end = { name: 'meetings.end', words: 'meetings', title: 'actions.end', intro: 'consequence.end', ok: 'actions.end', fields: [{ name: 'until', kind: 'date', required: true, label: 'fields.ends' }] } as const

import { App, Button, Progress, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { zonePath } from '../../api/paths'
import { useCommand } from '../../api/query'
import { apiRoot } from '../../api/send'
import { offers } from '../../register/Buttons'
import { RecordPage } from '../../register/RecordPage'
import { useZoneLink, useZoneSlug } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { DueDay } from '../../ui/DueDay'
import { DeleteOutlined, DownloadOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { MeetingStatus, meetingsSpec } from './spec'
import { meetingPaths, meetingRefresh, type Decision, type Meeting } from './types'
import './meetings.css'

/** One meeting: agenda, who was there, minutes, and the decisions that become tasks. */
export default function MeetingPage() {
  const { t } = useTranslation('meetings')
  const { id = '' } = useParams()
  const slug = useZoneSlug()
  return (
    <RecordPage<Meeting> spec={meetingsSpec} id={id} back={{ path: 'meetings', label: 'title' }} title={(meeting) => meeting.title} tags={(meeting) => <MeetingStatus of={meeting} />}>
      {(meeting) => (
        <>
          <p className="jk-rule">
            {[meeting.number, t(`kind.${meeting.kind}`), meeting.week, meeting.place].filter(Boolean).join(' · ')} · <DateText of={meeting.on} />
            {meeting.chair && t('chairedBy', { name: meeting.chair.name })}{meeting.secretary && t('keptBy', { name: meeting.secretary.name })}{' '}
            {meeting.status === 'issued' && <a href={apiRoot + zonePath(slug, meetingPaths.document(meeting.id))} download><DownloadOutlined /> {t('word')}</a>}
          </p>
          <Decisions meeting={meeting} />
          <div className="jk-columns">
            <Agenda meeting={meeting} />
            <Attendance meeting={meeting} />
          </div>
          <section className="jk-panel" aria-labelledby="minutes">
            <h2 id="minutes">{t('fields.minutes')}</h2>
            {meeting.minutes ? <div className="jk-text">{meeting.minutes}</div> : <p className="jk-description">{t('noMinutes')}</p>}
            {meeting.issued_at && <p className="jk-rule">{t('issued', { name: meeting.issued_by?.name ?? '' })} <DateText of={meeting.issued_at} /></p>}
          </section>
        </>
      )}
    </RecordPage>
  )
}

function Decisions({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings')
  const { modal } = App.useApp()
  const link = useZoneLink()
  const command = useCommand(...meetingRefresh)
  const decisions = meeting.decisions ?? []
  const drop = (one: Decision) => void modal.confirm({
    title: t('drop'), content: one.text, okText: t('drop'), cancelText: t('shell:cancel'),
    onOk: () => command.run('POST', meetingPaths.drop(one.id), { body: {} }),
  })
  return (
    <section className="jk-panel" aria-labelledby="decisions">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <h2 id="decisions">{t('decisions')}</h2>
        {meeting.followed !== undefined && decisions.length > 0 && (
          <div className="jk-followed"><span>{t('followed', { percent: meeting.followed })}</span><Progress percent={Number(meeting.followed)} showInfo={false} size="small" aria-label={t('followedLabel')} /></div>
        )}
      </div>
      <Refusal of={command.problem} />
      {decisions.length === 0 && <p className="jk-description">{t('noDecisions')}</p>}
      <ol className="jk-decisions">
        {decisions.map((one) => (
          <li key={one.id}>
            <div>{one.task ? <Link to={link(`tasks/${one.task}`)}>{one.text}</Link> : one.text}</div>
            <div className="jk-row jk-rule">
              {[one.unit?.name, one.person?.name].filter(Boolean).join(' · ')}
              <DueDay day={one.due_on} late={one.overdue} done={one.status === 'closed' || one.status === 'withdrawn' || one.status === 'claimed'} />
              {one.status && <Tag>{t(`tasks:status.${one.status}`)}</Tag>}
              {!one.task && offers(meeting, 'decide') && <Button type="text" size="small" className="jk-tools" icon={<DeleteOutlined />} aria-label={t('dropOne', { line: one.line })} onClick={() => drop(one)} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Agenda({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings')
  const agenda = meeting.agenda ?? []
  return (
    <section className="jk-panel" aria-labelledby="agenda">
      <h2 id="agenda">{t('agenda')}</h2>
      {agenda.length === 0 && <p className="jk-description">{t('noAgenda')}</p>}
      <ol className="jk-decisions">
        {agenda.map((line, n) => (
          <li key={n}><Tag>{t(`agendaKind.${line.kind}`)}</Tag> {line.text} {line.weeks > 0 && <span className="jk-rule">{t('weeks', { count: line.weeks })}</span>}</li>
        ))}
      </ol>
    </section>
  )
}

function Attendance({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('meetings')
  const people = meeting.attendees ?? []
  return (
    <section className="jk-panel" aria-labelledby="attendees">
      <h2 id="attendees">{t('fields.attendees')}</h2>
      {people.length === 0 && <p className="jk-description">{t('nobody')}</p>}
      <ul className="jk-plain-list jk-row">
        {people.map((one, n) => <li key={n}>{one.name} <Tag color={one.presence === 'present' ? 'success' : one.presence === 'absent' ? 'warning' : undefined}>{t(`presence.${one.presence}`)}</Tag></li>)}
      </ul>
    </section>
  )
}

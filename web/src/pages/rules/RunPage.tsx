import { Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { zonePath, zonePaths } from '../../api/paths'
import { RecordPage } from '../../register/RecordPage'
import { useZoneSlug } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { DueDay } from '../../ui/DueDay'
import { RunStatus, runsSpec, runSpecOf } from './runs'
import { Steps } from './RuleParts'
import { rulePaths, type Run } from './types'
import './rules.css'

/** One run of a workflow: the steps, where it stands, who did what with which papers. */
export default function RunPage() {
  const { t } = useTranslation('rules')
  const { id = '' } = useParams()
  const known = useZoneQuery<Run>(`${rulePaths.runs}/${id}`)
  const spec = known.data ? runSpecOf(known.data) : runsSpec
  return (
    <RecordPage<Run> spec={spec} id={id} back={{ path: 'workflow-runs', label: 'runs.title' }} title={(run) => run.title}
      tags={(run) => <><RunStatus status={run.status} /><DueDay day={run.due_on} late={run.overdue} done={!!run.ended_at} /></>}>
      {(run) => (
        <>
          <p className="jk-rule">{t('runs.head', { number: run.number, rule: run.rule_title, edition: run.edition, starter: run.starter?.name, unit: run.unit?.name })}</p>
          <div className="jk-columns">
            <section className="jk-panel" aria-labelledby="run-steps">
              <h2 id="run-steps">{t('tabs.steps')}</h2>
              <Steps steps={run.steps ?? []} now={run.step} ended={run.status === 'done'} />
            </section>
            <section className="jk-panel" aria-labelledby="run-acts">
              <h2 id="run-acts">{t('register:history.title')}</h2>
              <Acts run={run} />
            </section>
          </div>
        </>
      )}
    </RecordPage>
  )
}

function Acts({ run }: { run: Run }) {
  const { t } = useTranslation('rules')
  const slug = useZoneSlug()
  const nameOf = (id: string) => run.files?.find((file) => file.id === id)?.name
  return (
    <Timeline items={(run.acts ?? []).map((act, i) => ({
      key: String(i),
      content: (
        <>
          <div><DateText of={act.at} /> {act.person?.name} · <strong>{t(`runAct.${act.action}`)}</strong></div>
          {act.note && <div>{act.note}</div>}
          {act.evidence?.map((one, n) => (
            <div key={n}>
              {t('runs.paper', { kind: one.kind, note: one.note ?? '' })}{' '}
              {one.file && <a href={`/api/v1${zonePath(slug, `${zonePaths.files}/${one.file}`)}`} target="_blank" rel="noreferrer">{nameOf(one.file) ?? t('runs.file')}</a>}
            </div>
          ))}
          {act.unit && <div className="jk-rule">{act.unit.name}</div>}
        </>
      ),
    }))} />
  )
}

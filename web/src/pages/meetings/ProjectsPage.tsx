import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { meetingPaths, meetingRefresh, type Project } from './types'

/** Projects with a weekly huddle: weeks that were missed, issues that remain. */
export default function ProjectsPage() {
  return <RegisterPage spec={projectsSpec} />
}

function Missed({ of }: { of: Project }) {
  const { t } = useTranslation('meetings')
  return of.missed > 0 ? <Tag color="warning">{t('missedWeeks', { count: of.missed })}</Tag> : <>{t('noneMissed')}</>
}

/** Projects as a register. */
export const projectsSpec: RegisterSpec<Project> = {
  name: 'meetings.projects', words: 'meetings', title: 'projects', intro: 'projectsIntro', path: meetingPaths.projects, refresh: meetingRefresh, whole: true, export: false,
  page: (row) => `projects/${row.id}`,
  columns: [
    { field: 'name', lead: true, width: 180 },
    { field: 'unit', kind: 'ref', width: 110 },
    { field: 'person', kind: 'ref', label: 'fields.steward' },
    { field: 'from', kind: 'date', label: 'fields.begins' },
    { field: 'until', kind: 'date', label: 'fields.ends' },
    { field: 'remaining', kind: 'integer', render: (row) => row.issues.remaining },
    { field: 'struck', kind: 'integer', render: (row) => row.issues.struck },
    { field: 'missed', render: (row) => <Missed of={row} /> },
  ],
  create: {
    need: 'meeting.write',
    form: {
      name: 'meetings.project', words: 'meetings', title: 'openProject', ok: 'openProject',
      fields: [
        { name: 'name', kind: 'text', required: true, maxLength: 60, label: 'fields.project' },
        { name: 'person', kind: 'remote', path: 'people?status=active&query=', required: true, label: 'fields.steward' },
        { name: 'unit', kind: 'remote', path: 'org/units?status=active', rule: 'rules.unit' },
        { name: 'from', kind: 'date', label: 'fields.begins', rule: 'rules.from' },
      ],
    },
  },
}

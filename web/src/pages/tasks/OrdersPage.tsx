import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { zonePath } from '../../api/paths'
import { apiRoot } from '../../api/send'
import { proofFields, withProof } from '../../form/proof'
import type { FieldSpec } from '../../form/spec'
import { recordLink } from '../../nav/objects'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { useZoneLink, useZoneSlug } from '../../session/zone'
import { DueDay } from '../../ui/DueDay'
import { DownloadOutlined } from '../../ui/icons'
import { Proofs } from '../../ui/Proofs'
import { OrderStatus } from './parts'
import { taskPaths, taskRefresh, type Order } from './types'
import './tasks.css'

/** Numbered orders about what was not done in time. */
export default function OrdersPage() {
  return <RegisterPage spec={ordersSpec} />
}

function Matter({ of }: { of: Order }) {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  const page = recordLink(`${of.subject.kind}/${of.subject.id}`)
  return page ? <Link to={link(page)}>{of.title}</Link> : <>{t('matter', { title: of.title })}</>
}

function Paper({ of }: { of: Order }) {
  const { t } = useTranslation('tasks')
  const slug = useZoneSlug()
  return <a href={apiRoot + zonePath(slug, taskPaths.document(of.id))} download><DownloadOutlined /> {t('orders.word')}</a>
}

const area = (name: string, max: number, rule?: string): FieldSpec => ({ name, kind: 'area', required: true, maxLength: max, rule })

/** Supervision orders as a register. */
export const ordersSpec: RegisterSpec<Order> = {
  name: 'tasks.orders', words: 'tasks', title: 'orders.title', intro: 'orders.intro', path: taskPaths.orders, refresh: taskRefresh,
  columns: [
    { field: 'number', lead: true },
    { field: 'title', width: 200, label: 'fields.matter', render: (row) => <Matter of={row} /> },
    { field: 'unit', kind: 'ref', width: 110 },
    { field: 'person', kind: 'ref', width: 84 },
    { field: 'missed_on', kind: 'date' },
    { field: 'opened_on', kind: 'date' },
    { field: 'status', render: (row) => <OrderStatus of={row} /> },
    { field: 'due_on', label: 'fields.new_due', render: (row) => <DueDay day={row.due_on} done={row.status === 'closed' || row.status === 'lapsed'} /> },
    { field: 'episode', kind: 'integer', off: true },
  ],
  detail: [
    { field: 'title', label: 'fields.matter', render: (row) => <Matter of={row} /> },
    { field: 'unit', kind: 'ref', width: 110 },
    { field: 'person', kind: 'ref', width: 84 },
    { field: 'lead', kind: 'ref', width: 84 },
    { field: 'missed_on', kind: 'date' },
    { field: 'episode', kind: 'integer' },
    { field: 'reason', label: 'fields.why' },
    { field: 'opened_on', kind: 'date' },
    { field: 'status', render: (row) => <OrderStatus of={row} /> },
    { field: 'reply' },
    { field: 'replied_by', kind: 'ref' },
    { field: 'proposed_on', kind: 'date' },
    { field: 'due_on', kind: 'date', label: 'fields.new_due' },
    { field: 'result' },
    { field: 'evidence', label: 'shell:files.evidence', render: (row) => <Proofs of={row.evidence} /> },
    { field: 'closed_by', kind: 'ref' },
    { field: 'closed_on', kind: 'date' },
    { field: 'paper', render: (row) => <Paper of={row} /> },
  ],
  filters: [
    { name: 'status', kind: 'enum', options: ['active', 'open', 'replied', 'dated', 'lapsed', 'closed'], words: 'orderStatus', initial: 'active' },
    { name: 'level', kind: 'enum', options: ['dept_head', 'leader', 'principal_leader'] },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
  ],
  nameOf: (row) => row.number,
  inputs: (row) => ({ due_on: row.proposed_on }),
  acts: {
    reply: { primary: true, form: { name: 'tasks.order.reply', words: 'tasks', title: 'actions.reply', intro: 'consequence.reply', ok: 'actions.reply', fields: [area('reply', 1000), { name: 'proposed_on', kind: 'date', required: true }] } },
    'set-date': { primary: true, form: { name: 'tasks.order.date', words: 'tasks', title: 'actions.set-date', ok: 'actions.set-date', fields: [{ name: 'due_on', kind: 'date', required: true, label: 'fields.new_due' }, { name: 'note', kind: 'area', maxLength: 500 }] } },
    close: { primary: true, form: { name: 'tasks.order.close', words: 'tasks', title: 'actions.close', ok: 'actions.close', fields: [area('result', 1000), ...proofFields()], send: withProof } },
    escalate: {
      form: {
        name: 'tasks.order.escalate', words: 'tasks', title: 'actions.escalate', intro: 'consequence.escalate', ok: 'actions.escalate',
        fields: [{ name: 'level', kind: 'enum', required: true, options: ['dept_head', 'leader', 'principal_leader'] }, { ...area('reason', 500, 'shell:reason.rule'), label: 'shell:reason.label' }],
      },
    },
  },
}

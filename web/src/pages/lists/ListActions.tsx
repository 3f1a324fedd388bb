import { App, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zonePath } from '../../api/paths'
import { useCommand } from '../../api/query'
import { apiRoot } from '../../api/send'
import { FormDrawer } from '../../form/FormDrawer'
import { Missing } from '../../register/Actions'
import { useMe } from '../../session/session'
import { useZoneSlug } from '../../session/zone'
import { CheckCircleOutlined, DownloadOutlined, ImportOutlined, PrinterOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { CarryOver } from './CarryOver'
import { IssueModal } from './IssueModal'
import { amendBody, itemForms } from './itemForm'
import { listPaths, offers, type KeyList } from './types'

const ImportWizard = lazy(() => import('../../register/ImportWizard'))

type Asking = 'issue' | 'import' | 'carry' | 'amend'

/** What this person may do with the list now, and the ways to take it along. */
export function ListActions({ list, onReload }: { list: KeyList; onReload: () => void }) {
  const { t } = useTranslation('lists')
  const { message } = App.useApp()
  const slug = useZoneSlug()
  const me = useMe()
  const command = useCommand(listPaths.all)
  const [asking, setAsking] = useState<Asking>()
  const can = (name: string) => offers(list, name)
  const received = list.receipts?.some((one) => one.id === me.person)
  const awaited = list.awaited?.some((one) => one.id === me.person)
  const close = () => {
    setAsking(undefined)
    command.clear()
  }
  async function act(action: string, body: object = {}): Promise<boolean> {
    const done = await command.run('POST', listPaths.act(list.id, action), { body })
    if (done === undefined) return false
    setAsking(undefined)
    void message.success(t('register:done', { action: t(`actions.${action}`) }))
    return true
  }
  return (
    <div className="jk-list-actions jk-tools">
      <div className="jk-row">
        {can('issue') && <Button type="primary" disabled={!list.items?.length} onClick={() => setAsking('issue')}>{t('actions.issue')}</Button>}
        {can('import') && <Button icon={<ImportOutlined />} onClick={() => setAsking('import')}>{t('actions.import')}</Button>}
        {can('edit') && <Button onClick={() => setAsking('carry')}>{t('actions.carry-over')}</Button>}
        {can('amend') && <Button onClick={() => setAsking('amend')}>{t('amend.add')}</Button>}
        {can('acknowledge') && awaited && <Button type="primary" loading={command.busy && !asking} onClick={() => void act('acknowledge')}>{t('actions.acknowledge')}</Button>}
        {received && <span className="jk-row"><CheckCircleOutlined /> {t('receipts.mine')}</span>}
        <Button icon={<DownloadOutlined />} href={apiRoot + zonePath(slug, listPaths.export(list.id))} download>{t('register:export')}</Button>
        <Button className="jk-wide-only" icon={<PrinterOutlined />} aria-label={t('register:print')} title={t('register:print')} onClick={() => print()} />
        <Missing actions={list.actions.filter((one) => !one.allowed && one.name !== 'edit')} label={(name) => t(`actions.${name}`)} />
      </div>
      {!asking && <Refusal of={command.problem} onRetry={onReload} />}
      {asking === 'issue' && <IssueModal list={list} busy={command.busy} problem={command.problem} onIssue={() => void act('issue')} onClose={close} />}
      {asking === 'carry' && <CarryOver list={list} busy={command.busy} problem={command.problem} onCarry={(body) => void act('carry-over', body)} onClose={close} />}
      {asking === 'amend' && (
        <FormDrawer open spec={itemForms.amendAdd} busy={command.busy} problem={command.problem} onSubmit={(values) => act('amend', amendBody(values))} onClose={close} />
      )}
      <Suspense>
        {asking === 'import' && <ImportWizard path={listPaths.act(list.id, 'import')} template={listPaths.template} title={list.number} onClose={close} />}
      </Suspense>
    </div>
  )
}

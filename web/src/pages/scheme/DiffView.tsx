import { Select, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { pick, type Page } from '../../api/types'
import { Refusal } from '../../ui/Refusal'
import { Changes } from './Changes'
import { schemePaths, type Diff, type SchemePage, type Version } from './types'

/** In what this version differs from another, the one in force unless another is chosen. */
export function DiffView({ of }: { of: SchemePage }) {
  const { t, i18n } = useTranslation('scheme')
  const [params, setParams] = useSearchParams()
  const versions = useZoneQuery<Page<Version>>(schemePaths.all)
  const others = versions.data?.items.filter((one) => one.id !== of.id) ?? []
  const chosen = params.get('with') ?? (of.standing === 'in_force' ? (others[0]?.id ?? '') : '')
  const comparing = of.standing !== 'in_force' || chosen !== ''
  const asked = useZoneQuery<Diff>(schemePaths.diff(of.id), { with: chosen }, { enabled: versions.isSuccess && comparing })
  return (
    <>
      <div className="jk-row jk-tools">
        <span>{t('diff.with')}</span>
        <Select aria-label={t('diff.with')} style={{ minWidth: 260, maxWidth: '100%' }} value={chosen} onChange={(to) => setParams({ view: 'diff', ...(to && { with: to }) }, { replace: true })}
          options={[...(of.standing === 'in_force' ? [] : [{ value: '', label: t('diff.inForce') }]), ...others.map((one) => ({ value: one.id, label: nameOf(one, i18n.language, t('draft')) }))]} />
      </div>
      <Refusal of={versions.error ?? asked.error} onRetry={() => void asked.refetch()} />
      {!comparing && versions.isSuccess && <p className="jk-panel">{t('diff.none')}</p>}
      {comparing && asked.isPending && <Skeleton active />}
      {asked.data && <Changes of={asked.data.changes} label={t('views.diff')} before={pick(asked.data, 'before', i18n.language)} after={pick(asked.data, 'after', i18n.language)} />}
    </>
  )
}

/** What people call a version; a draft has no number yet. */
export const nameOf = (version: Version, language: string, draft: string) => (version.no > 0 ? pick(version, 'label', language) : `${pick(version, 'title', language) || version.scheme} ${draft}`)

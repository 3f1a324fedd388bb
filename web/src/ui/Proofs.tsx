import { useTranslation } from 'react-i18next'
import { zonePath, zonePaths } from '../api/paths'
import { apiRoot } from '../api/send'
import { useZoneSlug } from '../session/zone'
import { PaperClipOutlined } from './icons'

interface Proof {
  file?: string
  text?: string
  name?: string
}

/** Evidence beside what it supports: attachments that open, and records named in words. */
export function Proofs({ of }: { of: readonly Proof[] | null | undefined }) {
  const { t } = useTranslation('shell')
  const slug = useZoneSlug()
  if (!of?.length) return null
  const real = (file?: string) => file && !/^0{8}-/.test(file)
  return (
    <ul className="jk-plain-list jk-row" aria-label={t('files.evidence')}>
      {of.map((one, n) => (
        <li key={n}>
          <PaperClipOutlined />{' '}
          {real(one.file)
            ? <a href={apiRoot + zonePath(slug, `${zonePaths.files}/${one.file}`)} target="_blank" rel="noreferrer">{one.name || one.text || t('files.attachment', { no: n + 1 })}</a>
            : one.text}
        </li>
      ))}
    </ul>
  )
}

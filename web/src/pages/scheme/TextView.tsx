import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import { CheckCircleOutlined, WarningOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { schemePaths } from './types'

/** The text as it was proposed, with its lines numbered, and its digest computed here to compare. */
export function TextView({ id }: { id: string }) {
  const { t } = useTranslation('scheme')
  const asked = useZoneQuery<{ text: string; digest: string }>(schemePaths.text(id))
  const [own, setOwn] = useState('')
  const [able, setAble] = useState(true)
  async function compute(text: string) {
    if (!globalThis.crypto?.subtle) return setAble(false)
    const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
    setOwn(Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, '0')).join(''))
  }
  const found = asked.data
  return (
    <>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {found && (
        <>
          <div className="jk-row">
            <span>{t('digest')} <code className="jk-path">{found.digest}</code></span>
            <Button size="small" className="jk-no-print" onClick={() => void compute(found.text)}>{t('computeDigest')}</Button>
            <span role="status">
              {own && (own === found.digest ? <><CheckCircleOutlined /> {t('digestSame')}</> : <><WarningOutlined /> {t('digestOther', { own })}</>)}
              {!able && t('digestUnable')}
            </span>
          </div>
          <pre className="jk-panel jk-yaml-text" tabIndex={0} aria-label={t('views.text')}>
            {found.text.replace(/\n$/, '').split('\n').map((line, i) => <span key={i} className="jk-yaml-line">{line}{'\n'}</span>)}
          </pre>
        </>
      )}
    </>
  )
}

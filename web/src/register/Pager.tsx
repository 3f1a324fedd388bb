import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { pageSize, type View } from './useView'

interface Props {
  view: View
  /** Rows on this page. */
  count: number
  /** Rows in all, when the server counts them. */
  total?: number
  next: string
  busy: boolean
}

/** Which rows are shown out of how many, and the way to the next ones. */
export function Pager({ view, count, total, next, busy }: Props) {
  const { t } = useTranslation('register')
  const from = (view.page - 1) * pageSize + 1
  const where = view.page > 0 && count > 0 ? t('pager.rows', { from, to: from + count - 1 }) : ''
  const all = total !== undefined ? t('pager.total', { total }) : ''
  return (
    <nav className="jk-pager" aria-label={t('pager.label')}>
      <span aria-live="polite">{[where, all].filter(Boolean).join(t('comma'))}</span>
      {view.after && <Button disabled={busy} onClick={view.back}>{t(view.page > 0 ? 'pager.back' : 'pager.first')}</Button>}
      {(view.after || next) && <Button disabled={!next || busy} onClick={() => view.next(next)}>{t('pager.next')}</Button>}
    </nav>
  )
}

import { Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { currentLanguage, setLanguage } from '../i18n'

/** Changes between the two languages; answers that carry sentences are asked again. */
export function LanguageSwitch() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const other = currentLanguage() === 'en' ? 'zh-CN' : 'en'
  return (
    <Button type="text" className="jk-on-dark" lang={other} aria-label={t('language.change')}
      onClick={() => void setLanguage(other).then(() => client.invalidateQueries())}>
      {t('language.short')}
    </Button>
  )
}

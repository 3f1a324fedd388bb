import { QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router'
import { newQueryClient } from './api/query'
import { newRouter } from './router'
import { theme } from './theme/tokens'

const client = newQueryClient()
// antd is told not to move at all: popups that are only hurried through their motion may stay where they began, outside the screen.
const still = matchMedia('(prefers-reduced-motion: reduce)').matches
const shown = still ? { ...theme, token: { ...theme.token, motion: false } } : theme

/** The application: language, theme, cache, pages. */
export function Application() {
  const { t, i18n } = useTranslation()
  const [router] = useState(newRouter)
  useEffect(() => void (document.title = t('brand')), [t])
  return (
    <ConfigProvider theme={shown} button={{ autoInsertSpace: false }} locale={i18n.language === 'en' ? en : zh}>
      <AntApp style={{ height: '100%' }}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}

import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { App, ConfigProvider } from 'antd'
import i18next from 'i18next'
import type { ReactElement } from 'react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { newQueryClient } from '../src/api/query'
import type { Session } from '../src/api/types'
import { SessionProvider } from '../src/session/session'
import { theme } from '../src/theme/tokens'

/** Somebody with the actions a test needs. */
export const somebody: Session = {
  account: { id: 'a1', name: '测试甲' },
  zone: { id: 1, slug: 'leiyang', name_zh: '示例开发区', name_en: 'Sample zone' },
  roles: ['staff'], factors: 1, actions: ['works.edit'], demo: false,
}

/** Words of the tests' own register. */
export function teach(): void {
  const words = {
    title: '合同台账', new: '新合同', intro: '每份合同三日内入账。', rule: '按合同填写。',
    fields: { no: '编号', title: '名称', sum: '金额', state: '状态', day: '签订日', note: '说明', rows: '明细', amount: '数量', q: '名称含' },
    state: { open: '在办', done: '办结' }, actions: { dissolve: '解除合同' },
  }
  i18next.addResourceBundle('zh-CN', 'works', words)
  i18next.addResourceBundle('en', 'works', words)
}

/** Renders a page of the zone at an address, and gives the router to read the address from. */
export function show(page: ReactElement, at = '/z/leiyang/works', session: Session = somebody) {
  const router = createMemoryRouter([{ path: '/z/:zone/*', element: <SessionProvider session={session}>{page}</SessionProvider> }], { initialEntries: [at] })
  render(
    <ConfigProvider theme={{ ...theme, token: { ...theme.token, motion: false } }} button={{ autoInsertSpace: false }}>
      <App><QueryClientProvider client={newQueryClient()}><RouterProvider router={router} /></QueryClientProvider></App>
    </ConfigProvider>,
  )
  return router
}

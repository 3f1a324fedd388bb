import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeAll, vi } from 'vitest'
import { setLanguage, startWords } from '../src/i18n'

configure({ asyncUtilTimeout: 5000, getElementError: (message) => new Error(message ?? '') })

beforeAll(async () => {
  localStorage.setItem('jk.language', 'zh-CN')
  await startWords()
})

afterEach(async () => {
  cleanup()
  localStorage.clear()
  vi.unstubAllGlobals()
  await setLanguage('zh-CN')
})

// jsdom has no layout; antd and we ask for these.
globalThis.matchMedia = ((query: string) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} })) as never
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { brotli } from './build/brotli.ts'

// The built application is embedded by internal/edge/web; nothing is fetched from outside at run time.
export default defineConfig({
  plugins: [react(), brotli()],
  build: {
    outDir: '../internal/edge/web/dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or styles
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (!id.includes('/node_modules/')) return undefined
          if (/\/(echarts|zrender)\//.test(id)) return 'charts'
          if (/\/(react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next|openapi-fetch)\//.test(id)) return 'frame'
          return undefined
        },
      },
    },
  },
  server: { proxy: { '/api': process.env.JINGKAI_API ?? 'http://127.0.0.1:8080' } },
  test: {
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
  },
})

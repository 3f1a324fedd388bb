import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const text = /\.(html|js|css|svg|json|txt|webmanifest)$/

/** Bytes people wait for: the first screen, and everything but the charts. */
const budget = { first: 330 * 1024, all: 650 * 1024 }

const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`

/** What index.html loads before anything can be shown. */
function firstScreen(folder: string): number {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = new Set(Array.from(html.matchAll(/\/(assets\/[^"]+)"/g), (found) => found[1]!))
  return ['index.html', ...named].reduce((sum, name) => sum + readFileSync(join(folder, name + '.br')).length, 0)
}

/** Writes a .br file beside every text file of the build, so that the server compresses nothing at run time. */
export function brotli(): Plugin {
  let folder = ''
  return {
    name: 'jingkai-brotli',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    closeBundle() {
      let sum = 0
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !text.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const packed = brotliCompressSync(readFileSync(path), {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
        })
        writeFileSync(path + '.br', packed)
        if (!/\/charts-[^/]*$/.test(path)) sum += packed.length
      }
      const first = firstScreen(folder)
      this.info(`brotli: first screen ${kb(first)}, in all without charts ${kb(sum)}`)
      if (first > budget.first || sum > budget.all) {
        this.error(`over the budget of ${kb(budget.first)} for the first screen or ${kb(budget.all)} in all`)
      }
    },
  }
}

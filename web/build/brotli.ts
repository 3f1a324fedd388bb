import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const text = /\.(html|js|css|svg|json|txt|webmanifest)$/

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
        sum += packed.length
      }
      this.info(`brotli: ${(sum / 1024).toFixed(1)} KB in all`)
    },
  }
}

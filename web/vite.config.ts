// The build goes to build/web, from where office and center serve it. `npm run dev` with KTPEL=http://127.0.0.1:8080
// shows the pages against a running office.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { spokenWords } from './voice'

const out = process.env.KTPEL_WEB_OUT ?? fileURLToPath(new URL('../build/web', import.meta.url))

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}

/** Tells the service worker which files the program has, and lays a compressed copy beside each. */
function forTheOffice(): Plugin {
  return {
    name: 'ktpel-for-the-office',
    apply: 'build',
    closeBundle() {
      const files = filesBelow(out).filter((file) => !/\.(gz|map)$/.test(file))
      // A display fetches what it says; no other page does.
      const names = files.filter((file) => !file.endsWith('.wav')).map((file) => '/' + relative(out, file)).filter((name) => name !== '/sw.js')
      const hash = createHash('sha256')
      for (const file of files) hash.update(readFileSync(file))
      const worker = join(out, 'sw.js')
      writeFileSync(
        worker,
        readFileSync(worker, 'utf8')
          .replace('"{{files}}"', JSON.stringify(names.map((name) => (name === '/index.html' ? '/' : name))))
          .replace('{{version}}', hash.digest('hex').slice(0, 16)),
      )
      for (const file of files)
        if (/\.(js|css|html|svg|json|webmanifest)$/.test(file)) writeFileSync(file + '.gz', gzipSync(readFileSync(file), { level: 9 }))
    },
  }
}

const site = process.env.KTPEL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), spokenWords(out), forTheOffice()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  build: { outDir: out, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 900, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': { target: site, secure: false, headers: { host: new URL(site).host } } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], reporters: ['default', ['junit', { outputFile: '../build/dev/reports/web.xml' }]] },
})

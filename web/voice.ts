// The words of the waiting room's calls, spoken once at building time by espeak-ng, for displays whose browser has no
// Indonesian voice (src/pages/layar/speech.ts plays them). Without espeak-ng there are none, and such a display chimes.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const words = fileURLToPath(new URL('locale/id/layar.json', import.meta.url))
const wordsPerMinute = '135'

export function spokenWords(out: string): Plugin {
  return {
    name: 'ktpel-spoken-words',
    apply: 'build',
    writeBundle() {
      const folder = join(out, 'voice')
      mkdirSync(folder, { recursive: true })
      try {
        for (const [key, word] of Object.entries(JSON.parse(readFileSync(words, 'utf8')) as Record<string, string>)) {
          const name = /^layar\.((?:angka|huruf|kata)_\w+)$/.exec(key)?.[1]
          if (name) execFileSync('espeak-ng', ['-v', 'id', '-z', '-s', wordsPerMinute, '-w', join(folder, name + '.wav'), word])
        }
      } catch (trouble) {
        this.warn('no spoken words: ' + String(trouble))
      }
    },
  }
}

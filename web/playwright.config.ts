// The stories: people of the SOP at their screens, in Debian's Chromium, against the programs of a demo town.
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'stories',
  testMatch: '**/*.story.ts',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  workers: 2, // each file has a town of its own; people wait more than they compute
  retries: process.env.CI ? 1 : 0, // a machine that builds for others may be slow once
  reporter: [['list'], ['junit', { outputFile: '../build/dev/reports/web_stories.xml' }]],
  outputDir: '../build/stories',
  use: {
    viewport: { width: 1024, height: 768 },
    ignoreHTTPSErrors: true, // the center's certificate is the demo's own
    locale: 'id-ID',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.KTPEL_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--disable-gpu'],
    },
  },
})

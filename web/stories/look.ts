// What every story looks at: that everybody can use the page (axe-core), and how it looks.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'

const axe = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8')
interface Violation { id: string; help: string; nodes: { html: string; failureSummary: string }[] }

/** Violations of WCAG 2.2 A and AA on the page as it stands, a paragraph each. */
export async function violations(page: Page): Promise<string[]> {
  // The page's own policy lets no foreign script in; the checker comes in through the debugger.
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: (where: Document, options: object) => Promise<{ violations: Violation[] }> } }).axe
    return (await run.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations
  })
  return found.map((one) => `${one.id}: ${one.help}\n${one.nodes.map((node) => node.html.slice(0, 200)).join('\n')}`)
}
export const isForEverybody = async (page: Page) => expect(await violations(page)).toEqual([])

/** A picture among the artefacts: build/screens/NAME-1024.png and -1440.png. */
export async function keepPicture(page: Page, name: string) {
  const before = page.viewportSize()
  for (const [width, height] of [[1024, 768], [1440, 900]] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: fileURLToPath(new URL(`../../build/screens/${name}-${width}.png`, import.meta.url)) })
  }
  if (before) await page.setViewportSize(before)
}

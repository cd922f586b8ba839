// How a page is asked whether it shuts anybody out: axe once for all that stands there, and once more for the colours of the other scheme.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
interface Violation { id: string; impact: string; nodes: { target: unknown[] }[] }

/** Before the first page: axe is there wherever the page goes, and whoever asked for less movement gets none. */
export async function readyForAxe(page: Page): Promise<void> {
  await page.addInitScript({ content: `${axe}\n;axe.configure({ allowedOrigins: ['<same_origin>'] })` })
  await page.emulateMedia({ reducedMotion: 'reduce' })
}

/** Nothing is waited for any more: the page asked for has come, no bones, no animation, and it has held still for a moment. */
export async function settled(page: Page, path: string, restMs = 120): Promise<void> {
  // Polled in the page itself: a promise, which is what watching takes, counts as yes to a poll from outside.
  const rested = await page.evaluate(async ({ path, restMs }) => {
    const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__?: { state: { status: string; resolvedLocation?: { href: string } } } }
    // A page may add to its address what it chose by itself.
    const want = new URL(path, location.href), there = (href: string) => { const at = new URL(href, location.href); return at.pathname === want.pathname && [...want.searchParams].every(([name, value]) => at.searchParams.get(name) === value) }
    const come = () => there(location.href) && (!router || (router.state.status === 'idle' && there(router.state.resolvedLocation?.href ?? '/?'))) && (document.querySelector(router ? '.frame main' : 'main')?.textContent ?? '').trim() !== ''
    const still = () => come() && document.querySelector('[data-left]') === null && document.querySelector('[aria-busy=true]') === null
      && document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getComputedTiming().iterations === Infinity)
    const wait = async (ms: number) => { await new Promise((done) => setTimeout(done, ms)) }
    for (const end = performance.now() + 30_000; performance.now() < end; await wait(20)) {
      if (!still()) continue
      // A clock that ticks is no change of the page; whatever else moves is.
      let moved = false
      const watch = new MutationObserver((all) => { moved ||= all.some(({ target }) => !(target instanceof Element ? target : target.parentElement)?.closest('time, .countdown, .bigclock, .clocks')) })
      watch.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true })
      await wait(restMs)
      watch.disconnect()
      if (!moved && still()) return true
    }
    return false
  }, { path, restMs })
  if (!rested) throw new Error(`${path} does not come to rest`)
}

/** Serious findings. `colours`: only what depends on light or dark. */
export async function findings(page: Page, of: 'all' | 'colours'): Promise<string[]> {
  const found = await page.evaluate(async ({ tags, only }) => {
    const { axe } = globalThis as unknown as { axe: { run(where: unknown, how: object): Promise<{ violations: Violation[] }> } }
    const { violations } = await axe.run(document, { runOnly: only ? { type: 'rule', values: only } : { type: 'tag', values: tags }, resultTypes: ['violations'], elementRef: false })
    return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map(({ target }) => ({ target: target.map(String) })) }))
  }, { tags, only: of === 'colours' ? ['color-contrast', 'link-in-text-block'] : null })
  return found.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)
}

// Light or dark: follows the system until somebody chooses, then remembers the choice on this device.
import { useSyncExternalStore } from 'react'
import { variables, type Tint } from './tokens.ts'

const key = 'dianfan.tint'
const system = () => matchMedia('(prefers-color-scheme: dark)')
const chosen = (): Tint | null => { const v = localStorage.getItem(key); return v === 'light' || v === 'dark' ? v : null }
const listeners = new Set<() => void>()

export const tintNow = (): Tint => chosen() ?? (system().matches ? 'dark' : 'light')
function paint(): void {
  document.documentElement.dataset.tint = tintNow()
  for (const tell of listeners) tell()
}
/** Writes the CSS variables and keeps the page in the right tint; called once, before the first picture. */
export function beginTint(): void {
  const style = document.createElement('style')
  style.textContent = variables()
  document.head.prepend(style)
  system().addEventListener('change', paint)
  paint()
}
export function chooseTint(tint: Tint): void { localStorage.setItem(key, tint); paint() }
export const useTint = (): Tint => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, tintNow)

// Small habits of a page: its title in the tab, and whether the window is wide enough.
import { useEffect, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let shown = ''
/** The title in the tab and in the top bar. */
export function useTitle(title: string): void {
  useEffect(() => {
    shown = title
    document.title = `${title} · 典范 Dianfan`
    for (const tell of listeners) tell()
  }, [title])
}
export const useTitleNow = (): string => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => shown)
export function useWide(from: number): boolean {
  const ask = () => matchMedia(`(min-width: ${from}px)`)
  return useSyncExternalStore((tell) => { const q = ask(); q.addEventListener('change', tell); return () => q.removeEventListener('change', tell) }, () => ask().matches)
}

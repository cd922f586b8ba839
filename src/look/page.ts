// Small habits of a page: its title in the tab, and whether the window is wide enough.
import { useEffect, useSyncExternalStore } from 'react'

export function useTitle(title: string): void {
  useEffect(() => { document.title = `${title} · 典范 Dianfan` }, [title])
}
export function useWide(from: number): boolean {
  const ask = () => matchMedia(`(min-width: ${from}px)`)
  return useSyncExternalStore((tell) => { const q = ask(); q.addEventListener('change', tell); return () => q.removeEventListener('change', tell) }, () => ask().matches)
}

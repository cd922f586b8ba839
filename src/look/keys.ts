// Keys of the desk: one listener per screen; silent while somebody types or a sheet is open.
import { useEffect, useRef } from 'react'

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
const sheetOpen = (): boolean => document.querySelector('.ant-drawer-open, .ant-modal-wrap:not([style*="display: none"]), dialog[open]') !== null
const pressable = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('button,a,[role=button],[role=option],[role=combobox],[role=slider]') !== null

/** `keys` maps a key ("j", "Enter", "/") to what it does. Enter and space stay with whatever button has the focus. */
export function useKeys(keys: Record<string, (() => void) | undefined>): void {
  const now = useRef(keys)
  now.current = keys
  useEffect(() => {
    const hear = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || sheetOpen()) return
      if ((e.key === 'Enter' || e.key === ' ') && pressable(e.target)) return
      const act = now.current[e.key.length === 1 ? e.key.toLowerCase() : e.key]
      if (!act) return
      e.preventDefault()
      act()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [])
}
/** What the bar knows of a verb: its key, and whether it stands beside the way a thing goes (then it waits behind "more"). */
export interface VerbSign { key?: string; aside?: boolean }
let verbs: Readonly<Record<string, VerbSign>> = {}
/** Told by the room whose verbs they are, in the order of the bar: what moves a thing on comes first (src/console.tsx). */
export function tellVerbs(told: typeof verbs): void { verbs = told }
/** A verb's key as its button shows it. */
export const verbKey = (verb: string): string | undefined => verbs[verb]?.key
/** A verb's key as the keyboard says it; a verb without one gets none. */
export const keyOf = (verb: string): string => verbs[verb]?.key?.toLowerCase() ?? ''
export const isAside = (verb: string): boolean => verbs[verb]?.aside ?? false
/** Its place in the bar. */
export const placeOf = (verb: string): number => { const at = Object.keys(verbs).indexOf(verb); return at < 0 ? Number.MAX_SAFE_INTEGER : at }

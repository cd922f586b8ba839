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
/** The key of every verb; shown on its button. */
export const verbKeys: Record<string, string> = { file: 'F', dispatch: 'D', 'sign-for': 'S', handle: 'H', check: 'C', close: 'E', rework: 'R', reject: 'X', locate: 'L', reveal: 'V' }
/** A verb's key as the keyboard says it; a verb without one gets none. */
export const keyOf = (verb: string): string => verbKeys[verb]?.toLowerCase() ?? ''
/** The order of the bar: what moves the case on comes first. */
export const verbOrder = ['file', 'dispatch', 'sign-for', 'handle', 'check', 'close', 'rework', 'reject', 'locate', 'answer', 'reveal']

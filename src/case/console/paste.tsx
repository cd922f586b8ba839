// A chat message pasted into the report: text, sender and place fill the form; the pictures are taken by the photo field itself. Nothing is sent before somebody does.
import { useEffect, useRef } from 'react'
import { ask, query } from '#look/api.ts'
import { placesIn, readChat } from '#core/chat.ts'

interface Found { items: { name: string; lon: number; lat: number }[] }
/** The place the words name, if the gazetteer knows it: the longest name that really stands in the text. */
async function guess(text: string): Promise<{ placeText: string; point: { lon: number; lat: number } } | undefined> {
  for (const name of placesIn(text).slice(0, 12)) {
    const { items } = await ask<Found>(`/api/place${query({ q: name, limit: 5 })}`).catch((): Found => ({ items: [] }))
    const best = items.find((item) => item.name.length >= 2 && text.includes(item.name))
    if (best) return { placeText: best.name, point: { lon: best.lon, lat: best.lat } }
  }
  return undefined
}

/** What is pasted beside a field, or is a chat, fills the form; a few words pasted into a field stay where they are put. */
export function usePastedChat(fill: (values: Record<string, unknown>, what: { sender: boolean; place: boolean }) => void): void {
  const now = useRef(fill)
  now.current = fill
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const pasted = event.clipboardData?.getData('text/plain') ?? ''
      if (pasted.trim() === '') return
      const read = readChat(pasted), inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]') !== null
      if (read.text === '' || (inField && !read.chat)) return
      event.preventDefault()
      const values = { source: 'citizen', text: read.text, ...(read.sender ? { contactName: read.sender } : {}) }
      now.current(values, { sender: read.sender !== undefined, place: false })
      void guess(read.text).then((place) => { if (place) now.current({ ...place }, { sender: read.sender !== undefined, place: true }) })
    }
    // Before the photo field, which keeps the pictures and stops the rest.
    document.addEventListener('paste', paste, true)
    return () => document.removeEventListener('paste', paste, true)
  }, [])
}

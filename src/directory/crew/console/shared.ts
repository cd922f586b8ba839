// What the pages of crews share: rows as the server answers them.
import type { BeatShape } from '../beat.ts'

export interface Window { from: string; to: string }
export interface CrewRow {
  id: string; unit: string; unit_zh: string; unit_en: string; zh: string; en: string; active: boolean; version: number; roster: string | null; channel: string | null; place_on: boolean; mine: boolean
  members: { id: string; zh: string; en: string }[]; beats: string[]; on_shift: Window | null; next_shift: Window | null; here: { lon: number; lat: number; at: string } | null
}
export interface BeatRow { id: string; unit: string; unit_zh: string; unit_en: string; zh: string; en: string; active: boolean; version: number; geometry: BeatShape; buffer_m: number }
export interface Channel { id: string; kind: string; name: string }

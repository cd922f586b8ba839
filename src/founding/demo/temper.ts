// How the demo's units are: how often they are in time, and how often a check finds something left. Invented, like everything here. Pure.
import type { Dice } from './dice.ts'

export interface Temper { onTime: number; clean: number }
const known: Record<string, Temper> = {
  huanfa: { onTime: 0.95, clean: 0.95 }, 'urban-management': { onTime: 0.9, clean: 0.92 }, 'property-office': { onTime: 0.84, clean: 0.9 }, 'traffic-police': { onTime: 0.93, clean: 0.96 },
  'planning-construction': { onTime: 0.86, clean: 0.94 }, 'social-affairs': { onTime: 0.91, clean: 0.93 }, 'waste-sorting-office': { onTime: 0.92, clean: 0.9 },
}
/** A unit not named here has its own temper too, the same each time. */
export function temperOf(code: string): Temper {
  let sum = 7
  for (const letter of code) sum = (sum * 31 + letter.codePointAt(0)!) % 9973
  return known[code] ?? { onTime: 0.84 + (sum % 100) / 800, clean: 0.88 + (sum % 37) / 400 }
}

/** Share of the limit used when in time; when late, how far past it. */
export function shareUsed(temper: Temper, dice: Dice): number {
  if (!dice.chance(temper.onTime)) return dice.between(1.08, 1.9)
  const share = dice.about(0.42, 0.55)
  // Whoever would be late hurries, but not all to the same minute.
  return share < 0.96 ? share : dice.between(0.6, 0.96)
}

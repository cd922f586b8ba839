// Photos of the demo that do not show what they should: another case's, or the one of before once more. Found by the same search as on a running server, judged by people.
import { act, clerk, leave, quick, type Way } from './way.ts'
import { desk, MINUTE, within } from './hours.ts'

const BORROWED = 0.004
const verdicts = [['fine', 40], ['doubtful', 33], ['faked', 27]] as const

/** What is handed in as the result. */
export function honest(way: Way, photos: string[], at: number): string[] {
  const { dice, stage, arrival } = way, before = way.before[0], other = stage.lastAfter.get(arrival.scene), [mine] = photos
  if (mine) stage.lastAfter.set(arrival.scene, { of: way.id, sha256: mine })
  if (!mine || quick(way) || at < stage.nights) return photos
  const left = leave(way, 'doubted', at), first = before !== undefined && stage.ends.first('before-is-after', at)
  if (!left && !first && !stage.ends.first('reused', at) && !stage.ends.first('reused-2', at) && !dice.chance(BORROWED)) return photos
  const flag = before !== undefined && (first || dice.chance(0.3)) ? 'before-is-after' as const : 'reused' as const, sha256 = flag === 'before-is-after' ? before : other?.of === way.id ? undefined : other?.sha256
  if (!sha256) return photos
  stage.doubts.push({ id: way.id, type: 'handled', sha256, flag, verdict: left ? undefined : dice.weighted(verdicts) })
  return [sha256, ...photos.slice(1)]
}

/** What was closed on a false photo is handled again. */
export function judged(way: Way, faked: boolean, at: number): void {
  if (!faked) return
  way.later(within(at + way.dice.about(30, 0.4) * MINUTE, desk), async (then) => {
    if (way.stage.bulk.state('case', way.id) !== undefined && way.kase.state === 'closed') {
      await act(way, 'reopen', clerk, { cause: 'office', faked: true, text: '照片不是这个地方，请到现场处理。' }, then)
      way.turns.again(way, then)
    }
  })
}

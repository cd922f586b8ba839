// Marks faces and plates on a photo: the copy that may leave the house is made from it, anew each time.
import { z } from 'zod'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import { fileDamaged, isSha, publicCopies, redact } from '#kernel/files.ts'
import { nameId } from '#kernel/log.ts'
import { Region } from '#kernel/picture.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { tooBusy } from '#kernel/turns.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { problem } from '#core/problem.ts'
import { photoWithin } from '../list.ts'

export const nothingMarked = problem('photo.nothing-marked', 422, () => ({
  zh: '没有标出人脸或车牌。确实没有的，请勾选“看过了，没有要遮的”。', en: 'No face or plate is marked. If there is none, say so by "Looked at: nothing to hide".',
}))
const Redaction = z.strictObject({
  regions: z.array(Region).max(60),
  /** Somebody looked and found nothing: without it an empty list is taken for an oversight. */
  nothing: z.literal(true).optional(),
})
export const redactionRoute = route({
  method: 'POST', path: '/api/file/{sha256}/redaction', name: 'file.redact', permission: 'file.redact', title: { zh: '遮人脸车牌，做公开件', en: 'Burn out faces and plates for the public copy' },
  problems: [notFound, fileDamaged, tooBusy, nothingMarked], input: Redaction, answer: z.object({ sha256: z.string(), public_sha256: z.string(), regions: z.array(Region) }),
  example: { regions: [{ shape: 'ellipse', x: 0.41, y: 0.2, w: 0.08, h: 0.12 }] },
  run: async (asked, house) => {
    const sha = asked.params.sha256!, actor = asked.actor!, { regions, nothing } = parseInput(Redaction, asked.input)
    if (regions.length === 0 && !nothing) throw nothingMarked({}, [{ path: 'regions', said: nothingMarked.example().said }])
    if (!isSha(sha) || !(await photoWithin(house.db, actor, actor.may.get('case.list'), sha, true))) throw notFound({ noun: 'file' })
    // Burnt before the transaction is opened: it takes a while, and doing it twice does no harm.
    const made = await redact(house, actor, sha, regions, newId(house.clock.now().getTime()))
    if (!made) throw notFound({ noun: 'file' })
    return await change(asked, house, async (tx, now) => {
      await made.write(tx, now)
      return { json: { sha256: sha, public_sha256: made.sha256, regions }, audit: [{ stream: 'file', id: nameId('file', sha), facts: [{ type: 'photo-redacted', sha256: sha, public: made.sha256, regions: regions.length } as { type: string }] }] }
    })
  },
})
export { publicCopies }

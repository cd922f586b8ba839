// Photos in and out: put before they are used, seen by whoever may see the case.
import { z } from 'zod'
import { putPicture } from '#kernel/files.ts'
import { brokenPicture, hugePicture, MAX_UPLOAD_BYTES, noPicture } from '#kernel/picture.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { photoWithin } from './list.ts'

const put = route({
  method: 'POST', path: '/api/file', name: 'file.put', keyed: false, permission: 'file.put', title: { zh: '上传照片', en: 'Send a photo' }, problems: [noPicture, brokenPicture, hugePicture],
  creates: true, upload: { maxBytes: MAX_UPLOAD_BYTES, mediaTypes: ['image/jpeg', 'image/png', 'image/webp'] },
  answer: z.object({ sha256: z.string(), width: z.int(), height: z.int(), bytes: z.int() }),
  run: async ({ actor, bytes }, { db, files, clock }) => ({ status: 201, json: await putPicture(db, files, actor!, bytes, clock.now()) }),
})
const get = route({
  method: 'GET', path: '/api/file/{sha256}', name: 'file.get', title: { zh: '看照片', en: 'See a photo' }, problems: [notFound], query: z.strictObject({ size: z.enum(['small', 'full']).default('full') }),
  run: async ({ actor, params, query }, { db, files }) => {
    const sha = params.sha256!
    if (!/^[0-9a-f]{64}$/.test(sha) || !(await photoWithin(db, actor!, actor!.may.get('case.list'), sha))) throw notFound({ noun: 'file' })
    const bytes = query.size === 'small' ? await files.getSmall(sha) : await files.get(sha)
    if (!bytes) throw notFound({ noun: 'file' })
    // Named by its content: it can never change.
    return { bytes, mediaType: 'image/jpeg', headers: { 'cache-control': 'private, max-age=31536000, immutable' } }
  },
})
export const photoRoutes = [put, get]

// Photos of a stranger, resumable: under the id of the draft, which only the page knows, with quotas of their own.
import { z } from 'zod'
import { storeFull } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { hugePicture, MAX_UPLOAD_BYTES, pictureProblems } from '#kernel/picture.ts'
import { route, type Asked } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { tooBusy } from '#kernel/turns.ts'
import { offsetConflict, offsetMissing, otherContent, tooManyBytes, uploadQuota, wrongHash } from '#kernel/upload/problems.ts'
import { appendUpload, beginUpload, type UploadState } from '#kernel/upload/upload.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { Begin, clockOff } from '../case/photos.ts'
import { knock } from './door.ts'
import { noDistrict, noDraft, shut, tooManyHere } from './problems.ts'
import { count, counted } from './store.ts'
import { DRAFT, most, stretches } from './words.ts'

const PART_BYTES = 1024 * 1024
const Query = z.strictObject({ district: z.string().max(40).optional() })
const Put = z.object({ sha256: z.string(), width: z.int(), height: z.int(), bytes: z.int() })
const State = z.object({ id: z.uuid(), bytes: z.int(), offset: z.int(), state: z.enum(['open', 'done', 'refused']), file: Put.nullable(), problem: z.object({ kind: z.string() }).loose().nullable() })
const OFFSET = 'upload-offset'
const headers = { [DRAFT]: { title: { zh: '这次填报的编号。', en: 'The id of this report.' }, schema: z.uuid() } }
const takingIn = [noDistrict, noDraft, ...pictureProblems, storeFull, tooBusy, wrongHash, offsetConflict]

async function uploader(asked: Asked, house: House) {
  const draft = z.uuid().safeParse(asked.header(DRAFT))
  if (!draft.success) throw noDraft({})
  const who = await knock(house, asked, asked.query.district)
  return { who, by: { district: who.district, account: draft.data.toLowerCase(), stranger: most.uploadsDraft } }
}
const said = (state: UploadState) => ({ json: state, headers: { [OFFSET]: String(state.offset) } })

const begin = route({
  method: 'POST', path: '/api/public/upload', name: 'public.upload-begin', access: 'anyone', keyed: false, limit: 'uploads', creates: true, title: { zh: '不登录上传照片', en: 'Send a photo without an account' }, query: Query, headers, input: Begin, answer: State,
  problems: [otherContent, uploadQuota, tooManyHere, shut, ...takingIn], example: { id: '01936f2e-8a4b-4c31-9d55-2f6e8b1a7c04', bytes: 2_481_152, media: 'image/jpeg' },
  run: async (asked, house) => {
    const { device_time, capture, ...input } = parseInput(Begin, asked.input)
    if (input.bytes > MAX_UPLOAD_BYTES) throw hugePicture({})
    const { who: { district, key, crowd, now }, by } = await uploader(asked, house)
    const hour = { kind: 'upload-hour', key, ms: stretches.hour }, day = { kind: 'upload-day', key: 'all', ms: stretches.day }
    if (await counted(house.db, district, day, now) >= most.uploadsDistrictDay) throw shut({})
    if (!crowd && await counted(house.db, district, hour, now) >= most.uploadsAddressHour) throw tooManyHere({ seconds: 900 })
    const state = await beginUpload(house, by, { ...input, id: input.id.toLowerCase(), clockOff: clockOff(device_time, now), capture }, now)
    for (const one of [hour, day]) await count(house.db, district, one, now)
    return { status: 201, ...said(state) }
  },
})
const Offset = z.string().regex(/^\d{1,9}$/)
const append = route({
  method: 'PATCH', path: '/api/public/upload/{id}', name: 'public.upload-append', access: 'anyone', keyed: false, limit: 'uploads', title: { zh: '不登录接着传一段', en: 'Send the next part without an account' }, query: Query,
  upload: { maxBytes: PART_BYTES, mediaTypes: ['application/octet-stream'] }, answer: State, problems: [notFound, offsetMissing, tooManyBytes, ...takingIn],
  headers: { ...headers, [OFFSET]: { title: { zh: '这一段从第几个字节开始。', en: 'At which byte this part begins.' }, schema: Offset } },
  run: async (asked, house) => {
    const offset = Offset.safeParse(asked.header(OFFSET))
    if (!offset.success) throw offsetMissing({})
    const { who, by } = await uploader(asked, house)
    return said(await appendUpload(house, by, { id: asked.params.id!, offset: Number(offset.data), part: asked.bytes }, who.now))
  },
})
export const uploadRoutes = [begin, append]

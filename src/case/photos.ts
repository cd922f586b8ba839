// Photos in and out: put before they are used, in one piece or in parts, seen by whoever may see the case.
import { z } from 'zod'
import { captures, fileDamaged, isSha, keepPicture, showPicture, sizeNames, sizesJob, storeFull } from '#kernel/files.ts'
import { hugePicture, MAX_UPLOAD_BYTES, pictureProblems } from '#kernel/picture.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { tooBusy } from '#kernel/turns.ts'
import { appendUpload, beginUpload, lookUpload } from '#kernel/upload/upload.ts'
import { offsetConflict, offsetMissing, otherContent, tooManyBytes, uploadQuota, wrongHash } from '#kernel/upload/problems.ts'
import { wrongInput, zodFaults } from '#kernel/wrong-input.ts'
import { redactionRoute } from './judging/redaction.ts'
import { photoWithin } from './list.ts'

const PART_BYTES = 5 * 1024 * 1024
const mediaTypes = ['image/jpeg', 'image/png', 'image/webp']
const Put = z.object({ sha256: z.string(), width: z.int(), height: z.int(), bytes: z.int() })

const DEVICE_TIME = 'x-device-time', CAPTURE = 'x-capture'
const Moment = z.iso.datetime({ offset: true }), Captured = z.enum(captures)
/** A clock that is off by more than years says nothing but that it is off. */
const OFF_MAX_S = 2_000_000_000
/** How far the device's clock is off, in whole seconds; within bounds. */
export const clockOff = (told: string | undefined, now: Date): number | undefined => (told === undefined ? undefined : Math.max(-OFF_MAX_S, Math.min(OFF_MAX_S, Math.round((Date.parse(told) - now.getTime()) / 1000))))

const put = route({
  method: 'POST', path: '/api/file', name: 'file.put', keyed: false, permission: 'file.put', title: { zh: '上传照片', en: 'Send a photo' }, problems: [...pictureProblems, storeFull, tooBusy],
  creates: true, upload: { maxBytes: MAX_UPLOAD_BYTES, mediaTypes }, answer: Put,
  headers: {
    [DEVICE_TIME]: { title: { zh: '设备此刻的时间（可不填）：与服务器相差多少，会写进照片的来历。', en: 'What the device’s clock says now (optional): how far it is from ours is kept with the photo.' }, schema: Moment.optional() },
    [CAPTURE]: { title: { zh: '怎么来的（可不填）：live 当场拍、gallery 从相册选、unknown 不知道。', en: 'How it was made (optional): live, gallery or unknown.' }, schema: Captured.optional() },
  },
  run: async ({ actor, bytes, header }, house) => {
    const now = house.clock.now(), time = Moment.optional().safeParse(header(DEVICE_TIME)), how = Captured.optional().safeParse(header(CAPTURE))
    // A trace that makes no sense is none; the photo itself must not be lost for it.
    return { status: 201, json: await keepPicture(house, actor!, bytes, now, { clockOff: time.success ? clockOff(time.data, now) : undefined, capture: how.success ? how.data : undefined }) }
  },
})
const get = route({
  method: 'GET', path: '/api/file/{sha256}', name: 'file.get', title: { zh: '看照片', en: 'See a photo' }, problems: [notFound, fileDamaged], query: z.strictObject({ size: z.enum(sizeNames).default('full') }),
  run: async ({ actor, params, query }, house) => {
    const sha = params.sha256!
    if (!isSha(sha) || !(await photoWithin(house.db, actor!, actor!.may.get('case.list'), sha))) throw notFound({ noun: 'file' })
    const shown = await showPicture(house, actor!.district, sha, query.size)
    if (!shown) throw notFound({ noun: 'file' })
    return { bytes: shown.bytes, mediaType: 'image/jpeg', headers: {
      // Named by its content: it can never change. A stand-in for a size still being made can.
      'cache-control': shown.asked ? 'private, max-age=31536000, immutable' : 'private, max-age=5',
      'content-security-policy': "default-src 'none'; sandbox", 'content-disposition': `inline; filename="${sha.slice(0, 12)}.jpg"`,
    } }
  },
})

const State = z.object({ id: z.uuid(), bytes: z.int(), offset: z.int(), state: z.enum(['open', 'done', 'refused']), file: Put.nullable(), problem: z.object({ kind: z.string() }).loose().nullable() })
export const Begin = z.strictObject({
  id: z.uuid(), bytes: z.int().min(0).max(2 ** 31 - 1), media: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/).default('application/octet-stream'), sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** What the device’s clock says as it begins, and how the photo was made. */
  device_time: Moment.optional(), capture: Captured.optional(),
})
const takingIn = [...pictureProblems, storeFull, tooBusy, wrongHash, offsetConflict, fileDamaged]
const begin = route({
  method: 'POST', path: '/api/upload', name: 'upload.begin', keyed: false, permission: 'file.put', creates: true, title: { zh: '开始一次可续传的上传', en: 'Begin an upload that can be gone on with' },
  input: Begin, answer: State, problems: [otherContent, uploadQuota, ...takingIn], example: { id: '01936f2e-8a4b-7c31-9d55-2f6e8b1a7c04', bytes: 2_481_152, media: 'image/jpeg', device_time: '2026-11-23T10:05:03+08:00', capture: 'live' },
  run: async ({ actor, input }, house) => {
    const parsed = Begin.safeParse(input)
    if (!parsed.success) throw wrongInput({}, zodFaults(parsed.error))
    if (parsed.data.bytes > MAX_UPLOAD_BYTES) throw hugePicture({})
    const now = house.clock.now(), { device_time, capture, ...asked } = parsed.data
    return { status: 201, json: await beginUpload(house, actor!, { ...asked, id: asked.id.toLowerCase(), clockOff: clockOff(device_time, now), capture }, now) }
  },
})
const OFFSET = 'upload-offset'
const Offset = z.string().regex(/^\d{1,9}$/)
const append = route({
  method: 'PATCH', path: '/api/upload/{id}', name: 'upload.append', keyed: false, permission: 'file.put', title: { zh: '接着传一段', en: 'Send the next part' },
  upload: { maxBytes: PART_BYTES, mediaTypes: ['application/octet-stream', 'application/offset+octet-stream'] }, answer: State, problems: [notFound, offsetMissing, tooManyBytes, ...takingIn],
  headers: { [OFFSET]: { title: { zh: '这一段从第几个字节开始。', en: 'At which byte this part begins.' }, schema: Offset } },
  run: async ({ actor, params, bytes, header }, house) => {
    const offset = Offset.safeParse(header(OFFSET))
    if (!offset.success) throw offsetMissing({})
    const state = await appendUpload(house, actor!, { id: params.id!, offset: Number(offset.data), part: bytes }, house.clock.now())
    return { json: state, headers: { [OFFSET]: String(state.offset) } }
  },
})
const look = route({
  method: 'GET', path: '/api/upload/{id}', name: 'upload.get', permission: 'file.put', title: { zh: '传到哪里了', en: 'How far an upload has come' }, answer: State, problems: [notFound],
  run: async ({ actor, params }, house) => {
    const state = await lookUpload(house, actor!, params.id!)
    return { json: state, headers: { [OFFSET]: String(state.offset), 'upload-length': String(state.bytes) } }
  },
})
export const photoRoutes = [put, get, begin, append, look, redactionRoute]
export const photoJobs = [sizesJob]

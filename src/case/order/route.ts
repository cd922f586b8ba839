// The sheet as a file to print: everything on it is what its reader may see of the case, texts masked.
import { z } from 'zod'
import { reachOf } from '#kernel/actor.ts'
import { showPicture } from '#kernel/files.ts'
import { docx, type Jpeg } from '#kernel/paper/docx.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { asFile } from '#kernel/sheet/write.ts'
import { recordedOf } from '#kernel/write/streams.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { districtOf } from '../../directory/store.ts'
import { wholeCase } from '../list.ts'
import { caseStream } from '../stream.ts'
import type { Fact } from '../words.ts'
import { blocksOf, titleOf, type SheetOf } from './sheet.ts'

const PHOTOS_MOST = 4

export const sheetRoute = route({
  method: 'GET', path: '/api/case/{id}/order/{sheet}', name: 'case.order-sheet', permission: 'case.list', title: { zh: '打印交办单（第几份.docx）', en: 'Print an order (its place among the orders of the case, .docx)' },
  query: z.strictObject({ lang: z.enum(['zh', 'en']).default('zh') }), problems: [notFound],
  run: async ({ actor, params, query }, house) => {
    const { db, memory } = house, { district } = actor!
    const n = Number(/^([1-9]\d{0,2})\.docx$/.exec(params.sheet!)?.[1] ?? 0)
    const found = n > 0 ? await wholeCase(db, memory, actor!, reachOf(actor!, 'case.list'), params.id!) : undefined
    const kase = found && recordedOf<Fact>(found.log).reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
    const sheet = kase?.orders?.[n - 1]
    if (!found || !kase?.under || !sheet) throw notFound({ noun: 'case' })
    const [atlas, own] = [await atlasOf({ tx: db, district, memory }), await districtOf(db, district)]
    const texts = found.texts
    const photos: Jpeg[] = []
    for (const sha256 of kase.before.slice(0, PHOTOS_MOST)) {
      const shown = await showPicture(house, district, sha256, 'small')
      if (shown) photos.push({ bytes: shown.bytes, about: sha256.slice(0, 12) })
    }
    const ended = { zh: '已撤销的单位', en: 'a former unit' }
    const of: SheetOf = {
      sheet, text: texts.get(sheet.text) ?? '', from: (sheet.from && atlas.units.get(sheet.from)) || (own ? { zh: own.zh, en: own.en } : ended), to: atlas.units.get(sheet.unit) ?? ended, number: kase.number,
      category: kase.under, condition: { zh: kase.under.conditionZh, en: kase.under.conditionEn }, limit: kase.under.limit, because: kase.because?.said, photos,
      place: [kase.area && atlas.areas.get(kase.area)?.name, kase.placeText && texts.get(kase.placeText)].filter(Boolean).join(' '),
    }
    const at = new Date(sheet.at), name = sheet.number.replace(/\D+/g, '-').replace(/^-|-$/g, '')
    return asFile(`order-${name}.docx`, docx({ title: `${sheet.number} ${titleOf(of, query.lang)}`, blocks: blocksOf(of, query.lang), at }))
  },
})

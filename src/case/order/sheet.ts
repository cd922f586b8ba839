// The hand-over sheet as blocks of a document: head, number, red line, title, body, the table of the case, pictures, lines to sign. Pure.
import { sayMoment } from '#core/day.ts'
import { sayLimit } from '#core/clock-kind.ts'
import type { Limit } from '#core/limit.ts'
import type { Said } from '#core/problem.ts'
import type { Block, Jpeg } from '#kernel/paper/docx.ts'

import type { OrderSheet } from './part.ts'

export interface SheetOf {
  sheet: OrderSheet; /** What is required, masked. */ text: string
  from: Said; to: Said; number: string; category: Said; condition: Said; place: string; limit: Limit; because: Said | undefined; photos: readonly Jpeg[]
}
type Lang = keyof Said

const day = (iso: string, lang: Lang): string => {
  const [year, month, date] = sayMoment(iso).slice(0, 10).split('-').map(Number)
  return lang === 'zh' ? `${year}年${month}月${date}日` : `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}
const hour = (iso: string, lang: Lang): string => `${day(iso, lang)}${lang === 'zh' ? '' : ' '}${sayMoment(iso).slice(11)}`

export const titleOf = ({ category }: SheetOf, lang: Lang): string => (lang === 'zh' ? `关于办理“${category.zh}”问题的交办单` : `Order to settle a matter of “${category.en}”`)

export function blocksOf(of: SheetOf, lang: Lang): Block[] {
  const { sheet, text, from, to, number, category, condition, place, limit, because, photos } = of, zh = lang === 'zh'
  const say = (one: Said) => one[lang] || one.zh
  const due = hour(sheet.term.due, lang)
  return [
    { text: say(from), style: 'mark' }, { text: sheet.number, style: 'number' }, { rule: true }, { text: titleOf(of, lang), style: 'title' }, { text: '', style: 'to' },
    { text: zh ? `${to.zh}：` : `To ${say(to)}:`, style: 'to' },
    { text: zh ? `现将下列案件交你单位办理，请于${due}前办结并反馈结果。` : `The case below is handed over to your unit. Settle it by ${due} and report the result.`, style: 'body' },
    { text: zh ? '一、办理要求' : '1. What is required', style: 'heading' }, ...text.split('\n').map((line): Block => ({ text: line, style: 'body' })),
    { text: zh ? '二、案件情况' : '2. The case', style: 'heading' },
    { rows: [
      [zh ? '案件编号' : 'Number', number], [zh ? '地点' : 'Place', place || '—'], [zh ? '类别' : 'Category', say(category)], [zh ? '立案条件' : 'Condition', say(condition)],
      [zh ? '处置时限' : 'Limit', say(sayLimit(limit))], [zh ? '交办时限' : 'Due', due], [zh ? '交办依据' : 'Because', because ? say(because) : '—'],
    ] },
    ...(photos.length > 0 ? [{ text: zh ? '三、现场照片' : '3. Photos', style: 'heading' } as const, { pictures: photos }] : []),
    { text: '', style: 'to' }, { text: say(from), style: 'sign' }, { text: day(sheet.at, lang), style: 'sign' }, { text: '', style: 'to' },
    { text: zh ? '签发人：　　　　　　　　　　　经办人：' : 'Issued by:                              Clerk:', style: 'line' },
    { text: zh ? '接收单位（盖章）：　　　　　　接收人：' : 'Received by (seal):                     Name:', style: 'line' },
    { text: zh ? '接收时间：　　　　年　　月　　日　　时　　分' : 'Received at:', style: 'line' },
  ]
}

// The demo's cases as small scripts: what is seen, how far each life has come, and how it went. Invented throughout.
import type { Scene } from './scenes.ts'

export type Reached = 'reported' | 'rejected' | 'filed' | 'dispatched' | 'handling' | 'handled' | 'checked' | 'failed' | 'closed'
export interface Life {
  scene: Scene
  /** Title of a category in the shipped packs. */
  category: string
  text: string
  done: string
  /** What a failed check found. */
  missing: string
  source: 'patrol' | 'hotline' | 'citizen' | 'inspection'
  reached: Reached
  /** Days before now the report came in. */
  daysAgo: number
  /** Handled after its limit. */
  late?: boolean
  /** The first check failed and the case went round once more. */
  reworked?: boolean
}

const seen: Record<Scene, { category: string; texts: string[]; done: string; missing: string }> = {
  alley: { category: '暴露垃圾', texts: ['巷口墙角堆了几袋生活垃圾，已经有味道。', '弄堂转弯处又有人放垃圾袋，占了半边路。', '背街墙根下散着纸箱和菜叶。'], done: '垃圾清走，墙角冲洗过，桶归位。', missing: '墙角还有两袋，地面没有冲洗。' },
  street: { category: '流动性垃圾', texts: ['路边刮来一片塑料袋和纸屑。', '人行道上散落外卖盒和纸巾。', '公交站旁有零散垃圾。'], done: '路面捡扫干净。', missing: '花坛边还有几张纸。' },
  bikes: { category: '非机动车乱停', texts: ['门口非机动车停到线外，人行道过不去。', '路口共享单车和电动车混停，压了盲道。', '商铺前电动车停了两排，占了人行道。'], done: '车辆已扶正归线，腾出人行道。', missing: '东头还有六七辆停在线外。' },
  bins: { category: '果皮箱满溢', texts: ['果皮箱满了，边上又放了几袋。', '投放点的桶满到合不上盖。', '箱口塞满，纸杯落了一地。'], done: '已清运，桶身擦过，周边扫净。', missing: '桶清了，地上的还在，桶盖没有合上。' },
  tactile: { category: '盲道缺损', texts: ['盲道砖缺了三块，边上松动。', '盲道被挖开后没有补上。', '盲道砖破碎翘起，走过会绊。'], done: '缺的砖已补齐，压平。', missing: '补的砖没有压平，踩着会动。' },
}

const plan: [Scene, Life['source'], Reached, number, ('late' | 'reworked')?][] = [
  ['alley', 'patrol', 'closed', 9], ['bins', 'citizen', 'closed', 9, 'reworked'], ['bikes', 'patrol', 'closed', 8], ['street', 'patrol', 'closed', 8, 'late'], ['tactile', 'inspection', 'closed', 8],
  ['alley', 'hotline', 'closed', 7, 'late'], ['bins', 'patrol', 'closed', 7], ['bikes', 'citizen', 'rejected', 7], ['street', 'patrol', 'closed', 6], ['alley', 'patrol', 'closed', 6, 'reworked'],
  ['bikes', 'patrol', 'closed', 5], ['bins', 'inspection', 'closed', 5], ['street', 'citizen', 'closed', 4], ['tactile', 'patrol', 'handling', 4], ['alley', 'citizen', 'closed', 3],
  ['bikes', 'hotline', 'rejected', 3], ['bins', 'patrol', 'checked', 3], ['alley', 'patrol', 'handled', 2], ['bikes', 'patrol', 'failed', 2], ['street', 'patrol', 'closed', 2],
  ['tactile', 'citizen', 'dispatched', 1], ['bins', 'citizen', 'handled', 1], ['alley', 'inspection', 'handling', 1], ['bikes', 'citizen', 'dispatched', 0], ['street', 'patrol', 'handling', 0],
  ['bins', 'patrol', 'filed', 0], ['alley', 'patrol', 'filed', 0], ['tactile', 'patrol', 'reported', 0], ['bikes', 'patrol', 'reported', 0], ['bins', 'citizen', 'reported', 0], ['alley', 'citizen', 'reported', 0],
]

export const lives: Life[] = plan.map(([scene, source, reached, daysAgo, how], n) => ({
  scene, source, reached, daysAgo, category: seen[scene].category, text: seen[scene].texts[n % 3]!, done: seen[scene].done, missing: seen[scene].missing,
  ...(how === 'late' ? { late: true } : {}), ...(how === 'reworked' ? { reworked: true } : {}),
}))

// The two steps of an ask and who takes them, as words; browsers read it, so nothing of the server stands here.
import type { Said } from '#core/problem.ts'

export type Step = 'unit' | 'office'
export const refusedBy: Record<Step, Said> = { unit: { zh: '单位负责人', en: 'the unit head' }, office: { zh: '建设办', en: 'the office' } }

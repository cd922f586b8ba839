// What a release brings: roles, calendar, stage limits, units and campaign packs, read from packs/ once.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { problem } from '#core/problem.ts'
import { readLimit } from '#core/limit.ts'
import { StageLimits } from '../case/settings.ts'
import { loadPacks, sayFaults, type Base } from '../pack/load.ts'
import type { PackContent } from '../pack/words.ts'

const folder = join(import.meta.dirname, '..', '..', 'packs')

export const wrongPacks = problem<{ zh: string; en: string }>('packs.wrong', 500, ({ zh, en }) => ({
  zh: `packs/ 里的方案有错，没有启动：\n${zh}`, en: `The packs in packs/ have mistakes; not started:\n${en}`,
}))

export interface Shipped extends Base { packs: PackContent[]; stages: StageLimits }
let read: Promise<Shipped> | undefined

/** Read once per process; a wrong pack is refused with every mistake named. */
export const shipped = (): Promise<Shipped> => (read ??= readShipped())

async function readShipped(): Promise<Shipped> {
  const { base, packs, faults } = await loadPacks(folder)
  if (!base) throw wrongPacks({ zh: sayFaults(faults, 'zh'), en: sayFaults(faults, 'en') })
  const raw = parse(await readFile(join(folder, 'base', 'stages.yaml'), 'utf8')) as Record<string, string>
  const stages = StageLimits.safeParse(Object.fromEntries(Object.entries(raw).map(([stage, text]) => [stage, readLimit(text)])))
  if (!stages.success) {
    const where = stages.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw wrongPacks({ zh: `packs/base/stages.yaml ${where} 应写作 "2 work_hour"`, en: `packs/base/stages.yaml ${where} should read "2 work_hour"` })
  }
  return { ...base, packs: packs.map((pack) => pack.content), stages: stages.data }
}

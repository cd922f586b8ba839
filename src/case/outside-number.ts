// The number another system knows a case by. It stands in lists, in searches and in the log as it is, so it may not name a person.
import { mask } from '#core/mask.ts'

/**
 * A telephone or an identity number. Never masked: half a number matches nothing, so whoever brings it has to give another.
 * A serial that only looks like one is told apart by GD, for 工单, before it.
 */
export const namesPerson = (number: string): boolean => mask(number.replace(/^GD/i, '工单')).found.some(({ kind }) => kind === 'phone' || kind === 'id')

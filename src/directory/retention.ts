// People who are long gone lose name and phone, later their staff number; reasons written down lose their words. What they did stays under an id.
import { eraseOldTexts, oldTextsOf } from '#kernel/kept.ts'
import type { Retention } from '#kernel/register/retention.ts'
import { eraseNumber, erasePerson, numbersOfErased, personsGoneBefore } from './store.ts'

export const goneStaff: Retention = {
  name: 'gone-staff', of: 'person', days: 180, what: { zh: '停用或离岗满期的人：姓名、电话、邀请码、单点登录关联、口令和第二道验证', en: 'People locked out or gone long ago: name, phone, invitation, single sign-on, password and second factor' },
  due: personsGoneBefore, erase: erasePerson,
}
/** Later than the name: until then an old sheet with this number finds somebody who is erased, and brings nobody back. */
export const goneNumbers: Retention = {
  name: 'gone-numbers', of: 'person', days: 1095, what: { zh: '姓名早已清除的人：工号和单位', en: 'People whose name was erased long ago: staff number and unit' },
  due: numbersOfErased, erase: eraseNumber,
}
// The texts of cases have their own rule: they go by the end of the case (src/case/retention.ts).
const byCase = 'case'
export const oldReasons: Retention = {
  name: 'old-reasons', of: 'reason', days: 1095, what: { zh: '查看、导出、放下等理由的原文', en: 'Reasons for looking, taking out or setting aside, as written' },
  due: (db, district, before, limit) => oldTextsOf(db, district, before, byCase, limit), erase: (tx, district, id, now, before) => eraseOldTexts(tx, district, id, before, byCase, now),
}

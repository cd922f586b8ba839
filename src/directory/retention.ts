// People whose accounts have long been locked lose name and phone; what they did stays under an id.
import type { Retention } from '#kernel/register/retention.ts'
import { erasePerson, personsGoneBefore } from './store.ts'

export const goneStaff: Retention = {
  name: 'gone-staff', of: 'person', days: 180, what: { zh: '停用满期的账号：姓名和电话', en: 'Accounts locked long ago: name and phone' },
  due: personsGoneBefore, erase: erasePerson,
}

// Packs hold rules, not people: the pack room's part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

export const packPersonal: RoomRegister = {
  personal: [
    { at: ['pack_overlay.why', 'pack.change.why', 'pack.restore.why', 'pack_answer.why', 'pack.set-answer.why'], what: { zh: '为什么改规则，自由填写，可能写到人', en: 'Why rules were changed, in words that may name somebody' }, purpose: { zh: '规则的每次改动说得清', en: 'Every change of the rules can be accounted for' }, basis: 'duty', sees: { zh: '看得到规则的人', en: 'Whoever sees the packs' }, keep: { zh: '长期，与那一版规则同在；请不要写人名', en: 'For ever, with that version of the rules; names do not belong here' } },
    { at: ['category.suggest.text', 'pack.trial-sheet.(sheet)'], what: { zh: '拿来试规则的来件文字', en: 'Words of messages tried against the rules' }, purpose: { zh: '推荐类别、试算规则', en: 'To suggest a category and to try rules' }, basis: 'duty', sees: { zh: '发来的人', en: 'Who sent it' }, keep: { zh: '不保存', en: 'Not kept' } },
  ],
  not: {
    'rules, categories and names of units': ['pack_version: district pack version content sha256 source installed_by installed_at', 'pack.import-standard: (sheet) file pack', 'pack.map-unit: name', 'category.list: q'],
    'drafts of answers: words of the trade with fields for what is filled in, checked before they are sent': ['pack_answer: district id pack category outcome zh en made_by made_at', 'pack.set-answer: pack category', 'pack.set-answer.words: zh en'],
    'a district’s own layer over the rules: codes, limits, units and wordings of the trade': [
      'pack_overlay: district pack version base_version overlay', 'pack.change.overlay: lead', 'pack.change.overlay.categories: code', 'pack.change.overlay.categories.conditions: id', 'pack.change.overlay.categories.rules: areas owners to', 'pack.change.overlay.categories.rules.when: from hours until',
      'pack.matrix: pack', 'pack.trial: category condition pack', 'pack.trial-sheet: file',
    ],
    'counts of words by category; names of people and places are cut out before counting': ['suggest_learned: district position learned at'],
  },
}

// What can be refused about a case, each with a sentence that says what to do next.
import { problem } from '#core/problem.ts'

export const outOfTurn = problem<{ verb: string; verbEn: string; state: string; stateEn: string }>('case.out-of-turn', 409, ({ verb, verbEn, state, stateEn }) => ({
  zh: `案件现在是“${state}”，还不能${verb}，或已经不能了。请刷新后看可以办哪一步。`,
  en: `The case is "${stateEn}" now; it cannot be "${verbEn}" in this state. Refresh to see which step is open.`,
}))
export const placeMissing = problem('case.place-missing', 422, () => ({
  zh: '还没有地点。请先在地图上点出位置，或选一个社区、网格，再立案。', en: 'The place is missing. Set a point on the map or choose a community or grid before filing.',
}))
export const outsideDistrict = problem('case.outside-district', 422, () => ({
  zh: '这个点不在本区范围内。请核对坐标；确属外区的，请不予立案并转交。', en: 'This point lies outside the district. Check it; if it belongs elsewhere, reject it with a referral.',
}))
export const unknownArea = problem('case.unknown-area', 422, () => ({ zh: '没有这个辖区，或者它已经停用。请从辖区树里选一个。', en: 'There is no such area, or it has ended. Choose one from the area tree.' }))
export const unknownCondition = problem<{ pack: string; category: string; condition: string }>('case.unknown-condition', 422, ({ pack, category, condition }) => ({
  zh: `现行方案里没有这条立案条件（${pack} / ${category} / ${condition}）。请重新选择。`, en: `No pack in force has this filing condition (${pack} / ${category} / ${condition}). Choose again.`,
}))
export const unknownUnit = problem('case.unknown-unit', 422, () => ({ zh: '没有这个单位。请从单位表里选一个。', en: 'There is no such unit. Choose one from the list.' }))
export const nobodyAnswers = problem('case.nobody-answers', 422, () => ({
  zh: '权责清单没有对应单位，属地也没有兜底单位。请选一个单位并写明理由，或先完善辖区的属地单位。',
  en: 'No rule names a unit and no territory unit backs this place. Choose a unit with a reason, or give the area its territory unit.',
}))
export const reasonNeeded = problem<{ proposed: string; proposedEn: string }>('case.reason-needed', 422, ({ proposed, proposedEn }) => ({
  zh: `责任规则提出的是${proposed}。改派别的单位要写明理由。`, en: `The rules propose ${proposedEn}. Give a reason to send it to another unit.`,
}))
export const evidenceMissing = problem<{ needed: number; given: number }>('case.evidence-missing', 422, ({ needed, given }) => ({
  zh: `这一步至少要${needed}张照片，现在有${given}张。`, en: `This step needs at least ${needed} photo(s); there are ${given}.`,
}))
export const beforeMissing = problem<{ needed: number; given: number }>('case.before-missing', 422, ({ needed, given }) => ({
  zh: `这条立案条件要有至少${needed}张处置前的照片，现在有${given}张。请派人核实，到场的人补拍照片后再立案。`, en: `This condition needs at least ${needed} photo(s) of before; there are ${given}. Have it verified: whoever goes there adds the photo, then file it.`,
}))
export const unknownPhoto = problem('case.unknown-photo', 422, () => ({ zh: '有照片没有传完。请重新上传后再提交。', en: 'A photo has not been uploaded. Upload it again, then send.' }))
export const ownWork = problem('case.own-work', 403, () => ({
  zh: '核查要由处置单位以外、也不是立案的人来做。请交给网格员或督查员。', en: 'The check must be done by someone outside the handling unit who did not file the case. Leave it to a grid worker or inspector.',
}))
export const checkFirst = problem('case.check-first', 409, () => ({
  zh: '核查没有通过，不能结案。请退回返工。', en: 'The check did not pass, so the case cannot be closed. Send it back for rework.',
}))
export const passedCheck = problem('case.passed-check', 409, () => ({
  zh: '核查已经通过，不需要返工。请结案。', en: 'The check has passed; there is nothing to rework. Close the case.',
}))
export const externalKnown = problem<{ number: string }>('case.external-known', 409, ({ number }) => ({
  zh: `外部编号 ${number} 已经登记过，没有重复登记。`, en: `The outside number ${number} is already registered; it was not taken twice.`,
}))
export const personalNumber = problem('case.personal-number', 422, () => ({
  zh: '外部编号看起来是电话或身份证号。编号会原样留在列表和日志里，请改填对方系统的工单号；它确实是工单号的，请在前面加上 GD。',
  en: 'The outside number looks like a telephone or identity number. It stays readable in lists and the log: give the ticket number of the other system, or, if this is it, write GD before it.',
}))
export const referralNeeded = problem('case.referral-needed', 422, () => ({
  zh: '转其他部门时，要写明转给哪个部门。', en: 'Say which department it is referred to.',
}))
export const photoNeeded = problem('case.photo-needed', 422, () => ({
  zh: '巡查和督查发现的问题，上报时至少要一张照片。', en: 'A report from patrol or inspection needs at least one photo.',
}))

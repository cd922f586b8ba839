// What can stand against a stranger's knock, in words for somebody who knows nothing of the office.
import { problem } from '#core/problem.ts'

export const noDistrict = problem('public.no-district', 404, () => ({ zh: '这个网址不对：没有这个区。请从官方页面重新打开。', en: 'This address is not right: there is no such district. Open it again from the official page.' }))
export const noSuchCode = problem('public.no-such-code', 404, () => ({ zh: '没有这个查询码。请核对后再输，不分大小写；查询码丢了可以重新反映。', en: 'There is no such code. Check it and try again; capitals do not matter. If it is lost, report it again.' }))
export const locked = problem<{ seconds: number }>('public.locked', 429, ({ seconds }) => ({ zh: `输错次数太多，请 ${Math.ceil(seconds / 60)} 分钟后再试。`, en: `Too many wrong codes. Try again in ${Math.ceil(seconds / 60)} minutes.` }))
export const tooManyHere = problem<{ seconds: number }>('public.too-many-here', 429, ({ seconds }) => ({ zh: `从您这个网络来的反映太多，请 ${Math.ceil(seconds / 60)} 分钟后再试，或拨打12345。`, en: `Too many reports come from your network. Try again in ${Math.ceil(seconds / 60)} minutes, or call 12345.` }))
export const tooManyPhone = problem<{ most: number }>('public.too-many-phone', 429, ({ most }) => ({ zh: `同一个电话一天最多反映 ${most} 件。可以不留电话，或明天再来。`, en: `At most ${most} reports a day for one phone. Leave the phone out, or come back tomorrow.` }))
export const shut = problem('public.full', 503, () => ({ zh: '今天的反映太多，暂时收不下了。急事请拨打12345，其他的请明天再来。', en: 'We have had too many reports today. If it is urgent call 12345; otherwise come back tomorrow.' }))
export const proofNeeded = problem<{ token: string; bits: number; wait: number }>('public.proof-needed', 428, ({ wait }) => ({ zh: `现在反映的人太多，要先证明不是机器。网页会自己算，算不了的等 ${wait} 秒再发。`, en: `Very many reports are arriving, so this one must show that it is no machine. The page computes it by itself; where it cannot, wait ${wait} seconds and send again.` }))
export const foreignPhoto = problem('public.foreign-photo', 422, () => ({ zh: '有照片没有传完。请重新添加后再发。', en: 'A photo has not arrived. Add it again, then send.' }))
export const placeMissing = problem('public.place-missing', 422, () => ({ zh: '请说明在哪里：点“用手机定位”，或写下地点。', en: 'Say where it is: use your phone’s position, or write the place.' }))
export const badPhone = problem('public.bad-phone', 422, () => ({ zh: '电话不对。请填手机号或带区号的座机，也可以不填。', en: 'This is no phone number. Give one, or leave it out.' }))
export const noDraft = problem('public.no-draft', 400, () => ({ zh: '缺少 draft 请求头：这次填报的编号。请重新打开页面。', en: 'The header draft is missing: the id of this report. Open the page again.' }))

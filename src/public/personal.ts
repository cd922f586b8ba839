// What the room holds about people who report without an account: its part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

const year = { zh: '到案件办结后365天', en: 'Until 365 days after the case ended' }
const clear = { zh: '有“查看个人信息”权的人，写明理由后15分钟；处置单位看不到', en: 'Holders of case.reveal, for 15 minutes after giving a reason; never the handling unit' }

export const publicPersonal: RoomRegister = {
  personal: [
    { at: ['public.report.phone'], what: { zh: '反映人的电话（可以不填）', en: 'Phone of who reported (may be left out)' }, purpose: { zh: '答复和回访', en: 'To answer and to call back' }, basis: 'duty', sees: clear, keep: year },
    { at: ['public.report.text', 'public.report.placeText', 'public.rate.text', 'public.dispute.text'], what: { zh: '反映、评价、异议的内容，可能写到人', en: 'What was reported, rated or disputed, in words that may name somebody' }, purpose: { zh: '办理和答复', en: 'To handle and to answer' }, basis: 'duty', sees: { zh: '原文：有“查看个人信息”权的人，写明理由后15分钟；其他人看遮盖件，评价的话处置单位看不到', en: 'In clear: holders of case.reveal, for 15 minutes after giving a reason; others masked, and of a rating’s words the handling unit nothing' }, keep: year },
    { at: ['public.upload-append.(sheet)'], what: { zh: '反映人拍的照片', en: 'Photos by who reported' }, purpose: { zh: '说明问题', en: 'To show what is there' }, basis: 'duty', sees: { zh: '看得到案件的人', en: 'Whoever sees the case' }, keep: { zh: '与案件相同；没用上的1天', en: 'As long as the case; unused ones one day' } },
    { at: ['public_tally.key'], what: { zh: '网络地址和电话的加盐散列（防刷、防猜查询码）', en: 'Salted hashes of addresses and phones (against floods and guessing)' }, purpose: { zh: '挡住灌水', en: 'To hold floods off' }, basis: 'safety', sees: { zh: '没有人，只作计数', en: 'Nobody; it is only counted' }, keep: { zh: '2天', en: 'Two days' } },
  ],
  not: {
    'hashes that open nothing by themselves, ids, times and counts': ['follow_code: district code_hash draft_hash nth case_id made_at', 'public_salt: district salt made_at', 'public_tally: district kind bucket n'],
    'ids made by the page, a district’s code, hashes of photos, answers to a challenge, the code itself, which is kept nowhere': ['public.report: district photos proof.token proof.nonce', 'public.rate: code district', 'public.dispute: code district', 'public.follow: district', 'public.photo: district', 'public.upload-begin: district media sha256', 'public.upload-append: district'],
  },
}

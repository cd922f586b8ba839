// What can be done with a case: every verb of the room, in the order of the life.
import { askAppeal, endorseAppeal, grantAppeal, refuseAppeal } from './appeal/commands.ts'
import { recategorise, redispatch } from './again/commands.ts'
import { autoSign, lapse, recompute, warn } from './clocks/commands.ts'
import { reopen, voidCase } from './ending/commands.ts'
import { callNext, pass, take } from './crew/commands.ts'
import { askExtension, endorseExtension, grantExtension, refuseExtension } from './extension/commands.ts'
import { file, reject } from './filing.ts'
import { fix } from './on-the-spot/commands.ts'
import { answerJoint, consentByTime, excuseJoint, finishJoint, invite, lapseJoint, noteJoint } from './joint/commands.ts'
import { acknowledgeOrder, order } from './order/commands.ts'
import { judgePhoto } from './judging/commands.ts'
import { keepClosed, recheck } from './recheck/commands.ts'
import { locate, report } from './report.ts'
import { giveBack, join, merge, takeIn, unmerge } from './one/commands.ts'
import { askReturn, refuseReturn, upholdReturn } from './return/commands.ts'
import { check, close, dispatch, handle, reveal, rework, signFor } from './straight.ts'
import { askSuspension, autoResume, refuseSuspension, resume, suspend } from './suspension/commands.ts'
import { acknowledgeSupervision, replySupervision, supervise, superviseByTime } from './supervision/commands.ts'
import { askVerify, verify } from './verify/commands.ts'
import { answer, callBack, clip, dispute, rate, refuseDispute, takeUp, warnReply } from './voice/commands.ts'

export const commands = [
  report, fix, clip, locate, askVerify, verify, file, reject, dispatch, signFor, autoSign, askReturn, upholdReturn, refuseReturn,
  take, pass, callNext, warnReply, answer, rate, dispute, refuseDispute, takeUp, callBack,
  recategorise, redispatch, join, merge, takeIn, unmerge, giveBack,
  invite, answerJoint, finishJoint, excuseJoint, noteJoint, consentByTime, lapseJoint, order, acknowledgeOrder, supervise, acknowledgeSupervision, replySupervision, superviseByTime, handle,
  askExtension, endorseExtension, grantExtension, refuseExtension, askSuspension, suspend, refuseSuspension, resume, autoResume,
  check, rework, close, askAppeal, endorseAppeal, grantAppeal, refuseAppeal, reopen, recheck, keepClosed, judgePhoto, voidCase, reveal, lapse, warn, recompute,
] as const

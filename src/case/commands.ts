// What can be done with a case: every verb of the room, in the order of the life.
import { autoSign, lapse, recompute, warn } from './clocks/commands.ts'
import { reopen, voidCase } from './ending/commands.ts'
import { file, reject } from './filing.ts'
import { fix } from './on-the-spot/commands.ts'
import { locate, report } from './report.ts'
import { askReturn, refuseReturn, upholdReturn } from './return/commands.ts'
import { check, close, dispatch, handle, reveal, rework, signFor } from './straight.ts'
import { askVerify, verify } from './verify/commands.ts'
import { answer, callBack, clip, dispute, rate, refuseDispute, takeUp } from './voice/commands.ts'

export const commands = [
  report, fix, clip, locate, askVerify, verify, file, reject, dispatch, signFor, autoSign, askReturn, upholdReturn, refuseReturn, handle, check, rework, close, reopen, answer, rate, dispute, refuseDispute, takeUp, callBack, voidCase, reveal, lapse, warn, recompute,
] as const

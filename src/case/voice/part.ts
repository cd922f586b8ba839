// 反映人: answered, rates, disputes, is called back; and a media clip with its own deadline. Pure.
import { sayMoment } from '#core/day.ts'
import type { Said } from '#core/problem.ts'
import { canHappen, isOpen } from '../life.ts'
import { bell } from '../clocks/term.ts'
import type { Part } from '../part.ts'
import type { Case } from '../state.ts'
import type { Clock } from '../words.ts'

/** Days after the end in which whoever reported it may rate and dispute. */
export const VOICE_DAYS = 7
/** Sources behind which somebody waits for an answer. */
export const answeredSources: readonly string[] = ['citizen', 'hotline', 'media']

export type VoiceFact =
  | { type: 'answered'; text: string }
  | { type: 'rated'; score: number; text?: string }
  | { type: 'disputed'; text: string }
  | { type: 'dispute-refused'; text: string }
  | { type: 'taken-up'; text: string; clock: Clock }
  | { type: 'called-back'; reached: boolean; solved?: boolean; satisfied?: boolean; text?: string }
  /** `percent` of the time until the outlet wants its reply; at 100 it is there. */
  | { type: 'reply-near'; percent: 50 | 80; due: string }
  | { type: 'reply-overdue'; due: string }
  /** `outlet`, `link`: ids of kept texts. `replyBy`: when the outlet wants its reply. */
  | { type: 'clipped'; outlet: string; on?: string; link?: string; replyBy?: string }

/** What belongs to one ending names it by its moment, so that a case that is taken up again begins anew by itself. */
export interface Voice {
  answeredAt?: string
  rated?: { ending: string; score: number }
  dispute?: { ending: string; refused: boolean }
  called?: { ending: string; reached: boolean }
  clip?: { outlet: string; replyBy?: string; /** Shares of the time to reply that were told of. */ warned?: number[] }
}
const endingOf = (kase: Case): string | undefined => kase.endedAt?.toISOString()
export const ratedNow = (kase: Case): boolean => kase.voice?.rated !== undefined && kase.voice.rated.ending === endingOf(kase)
export const disputeNow = (kase: Case): 'open' | 'refused' | undefined => {
  const dispute = kase.voice?.dispute
  return dispute && dispute.ending === endingOf(kase) ? (dispute.refused ? 'refused' : 'open') : undefined
}
/** Until when this ending may be rated and disputed. */
export const voiceUntil = (kase: Case): Date | undefined => kase.endedAt && new Date(kase.endedAt.getTime() + VOICE_DAYS * 86_400_000)
/** Whether whoever waits for an answer has had one: since the last result, and a paper from the beginning. */
export function unanswered(kase: Case): boolean {
  // What was merged is answered with the case it went into, and that one waits for everybody who reported it.
  if (![kase.source, ...(kase.one?.also ?? []).map((each) => each.source)].some((source) => answeredSources.includes(source)) || !canHappen(kase.state, 'answer')) return false
  const since = kase.handledAt ?? kase.reportedAt, at = kase.voice?.answeredAt
  if (at !== undefined && Date.parse(at) >= since.getTime()) return false
  return kase.voice?.clip ? at === undefined || !isOpen(kase.state) : !isOpen(kase.state)
}

const SHARES = [50, 80, 100] as const
/** When the office is told that a paper wants its reply, as long as it has none: at half, at four fifths, at the end of its time, which is time by the wall. */
export function replyMarks(kase: Case): { percent: (typeof SHARES)[number]; at: Date }[] {
  const clip = kase.voice?.clip
  if (!clip?.replyBy || kase.voice?.answeredAt !== undefined || !canHappen(kase.state, 'warn-reply')) return []
  const from = kase.reportedAt.getTime(), due = Date.parse(clip.replyBy)
  // Known after its time: told of once, at the end.
  return SHARES.filter((percent) => !clip.warned?.includes(percent) && (due > from || percent === 100)).map((percent) => ({ percent, at: new Date(Math.max(from, from + Math.floor(((due - from) * percent) / 100))) }))
}
const warnedOf = (kase: Case, percent: number): Case => ({ ...kase, voice: { ...kase.voice, clip: { ...kase.voice!.clip!, warned: [...kase.voice!.clip!.warned ?? [], percent] } } })
const yes = (is: boolean | undefined, zh: [string, string], en: [string, string]): Said => (is === undefined ? { zh: '', en: '' } : is ? { zh: `，${zh[0]}`, en: `, ${en[0]}` } : { zh: `，${zh[1]}`, en: `, ${en[1]}` })

export const voicePart: Part<VoiceFact, 'voice'> = {
  own: {
    // A rating and a dispute were of the ending that is over.
    voice: { anew: (was) => { const { rated: _rated, dispute: _dispute, ...voice } = was ?? {}; return was && voice } },
  },
  facts: {
    answered: {
      says: { zh: '答复了反映人', en: 'answered whoever reported it' }, hand: 'office',
      evolve: (kase, _fact, at) => ({ ...kase, voice: { ...kase.voice, answeredAt: at.toISOString() } }),
      said: () => ({ zh: '答复反映人。', en: 'answered whoever reported it.' }), text: (fact) => fact.text,
    },
    rated: {
      says: { zh: '评价', en: 'rated it' }, hand: 'reporter', quiet: true, ofReporter: true,
      evolve: (kase, fact) => ({ ...kase, voice: { ...kase.voice, rated: { ending: endingOf(kase)!, score: fact.score } } }),
      said: (fact) => ({ zh: `评价：${fact.score}分（满分5分）。`, en: `rated it ${fact.score} of 5.` }), text: (fact) => fact.text,
    },
    disputed: {
      says: { zh: '提出异议', en: 'disputed the outcome' }, hand: 'reporter', raises: 'disputed', ofReporter: true,
      evolve: (kase) => ({ ...kase, voice: { ...kase.voice, dispute: { ending: endingOf(kase)!, refused: false } } }),
      said: () => ({ zh: '对办理结果有异议。', en: 'disputed the outcome.' }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.disputed', toRole: 'clerk' }],
    },
    'dispute-refused': {
      says: { zh: '维持原结果', en: 'upheld the outcome' }, hand: 'office',
      evolve: (kase) => ({ ...kase, voice: { ...kase.voice, dispute: { ending: endingOf(kase)!, refused: true } } }),
      said: () => ({ zh: '维持原办理结果，理由告诉反映人。', en: 'upheld the outcome; the reason is told to whoever reported it.' }), text: (fact) => fact.text,
    },
    'taken-up': {
      says: { zh: '重新受理', en: 'took it up again' }, hand: 'office', turn: 'anew',
      evolve: (kase, fact) => ({ ...kase, state: 'reported', running: [fact.clock], warned: kase.warned.filter((mark) => !mark.startsWith('accept@')) }),
      said: () => ({ zh: '重新受理，受理时限重新起算。', en: 'took it up again; the time to accept starts anew.' }), text: (fact) => fact.text,
      clocks: (fact) => ({ starts: [fact.clock] }),
    },
    'called-back': {
      says: { zh: '回访', en: 'called back' }, hand: 'office', ofReporter: true,
      evolve: (kase, fact) => ({ ...kase, voice: { ...kase.voice, called: { ending: endingOf(kase)!, reached: fact.reached } } }),
      said: (fact) => {
        const solved = yes(fact.solved, ['已解决', '没解决'], ['solved', 'not solved']), satisfied = yes(fact.satisfied, ['满意', '不满意'], ['satisfied', 'not satisfied'])
        return { zh: `电话回访：${fact.reached ? '接通' : '没接通'}${solved.zh}${satisfied.zh}。`, en: `called back: ${fact.reached ? 'reached' : 'not reached'}${solved.en}${satisfied.en}.` }
      },
      text: (fact) => fact.text,
    },
    clipped: {
      says: { zh: '登记了媒体报道', en: 'noted what the media said' }, hand: 'office',
      evolve: (kase, fact) => ({ ...kase, voice: { ...kase.voice, clip: { outlet: fact.outlet, ...(fact.replyBy ? { replyBy: fact.replyBy } : {}) } } }),
      said: (fact, names) => {
        const outlet = names.text(fact.outlet) ?? ''
        return {
          zh: `媒体：${outlet}${fact.on ? `，${fact.on}刊播` : ''}${fact.replyBy ? `；要在${sayMoment(fact.replyBy)}前回复` : ''}。`,
          en: `media: ${outlet}${fact.on ? `, of ${fact.on}` : ''}${fact.replyBy ? `; a reply is due by ${sayMoment(fact.replyBy)}` : ''}.`,
        }
      },
      text: (fact) => fact.link,
    },
    'reply-near': {
      says: { zh: '提醒媒体回复快到时', en: 'warned that a reply to the media is due' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => warnedOf(kase, fact.percent),
      said: (fact) => ({ zh: `媒体要的回复时间用去了${fact.percent === 50 ? '一半' : '八成'}，${sayMoment(fact.due)}前回复。`, en: `${fact.percent === 50 ? 'Half' : 'Four fifths'} of the time to reply to the media is used; due by ${sayMoment(fact.due)}.` }),
      tells: () => [{ kind: 'case.reply-near', toRole: 'clerk' }],
    },
    'reply-overdue': {
      says: { zh: '记下没有按时回复媒体', en: 'noted that the reply to the media is due and not given' }, hand: 'system', quiet: true,
      evolve: (kase) => warnedOf(kase, 100),
      said: (fact) => ({ zh: `到${sayMoment(fact.due)}还没有回复媒体。`, en: `The media had no reply by ${sayMoment(fact.due)}.` }),
      tells: () => [{ kind: 'case.reply-overdue', toRole: 'clerk' }, { kind: 'case.reply-overdue', toRole: 'leader' }],
    },
  },
  timers: (kase) => replyMarks(kase).slice(0, 1).map(({ at, percent }) => ({ name: 'warn-reply', dueAt: percent === 100 ? bell(at.toISOString()) : at })),
  flags: (kase) => [...(disputeNow(kase) === 'open' ? ['disputed' as const] : []), ...(unanswered(kase) ? ['unanswered' as const] : [])],
}

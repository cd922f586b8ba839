// What the case room answers to a screen: the rows of a list, one case whole, points on the map.
import type { Said } from '#core/problem.ts'
import type { Limit } from '#core/limit.ts'
import type { Standing } from './joint/part.ts'
import type { PhotoFlag, Verdict } from './judging/flags.ts'
import type { Flag, Stage, State } from './life.ts'
import type { Level, Supervised } from './supervision/part.ts'
import type { Because, Point } from './words.ts'

/** A row of `GET /api/case`. Texts are masked copies; times are ISO-8601 in UTC. */
export interface CaseRow {
  id: string; version: number; number: string; state: State; open: boolean; source: string
  /** Title or first words of the report, masked. */
  summary: string | null
  place: string | null
  area: string | null; area_name: string | null
  lon: number | null; lat: number | null
  pack: string | null; category: string | null; category_zh: string | null; category_en: string | null
  action: 'environment' | 'traffic' | 'order' | null
  unit: string | null; unit_zh: string | null; unit_en: string | null
  /** In a list: of open work only. */
  because: Because | null
  handling_limit: Limit | null
  /** The stage whose clock runs now, when it began, from when it is near its limit and when it runs out; null when the case has ended. */
  stage: Stage | null; stage_start: string | null; warn_at: string | null; due_at: string | null; provisional: boolean
  /** When handling was or is due; the verdict on lateness hangs on it. */
  handle_due_at: string | null
  late: boolean | null
  /** What stands beside the state; `asked` = one of them asks somebody for a decision. */
  flags: Flag[]; asked: boolean
  reworks: number
  /** First photo of the report, sha256. */
  photo: string | null
  external_number: string | null
  reported_at: string; filed_at: string | null; dispatched_at: string | null; handled_at: string | null; ended_at: string | null
}
/** One sentence of the timeline, oldest first. */
export interface TimelineEntry {
  version: number; type: string; at: string
  by: Said
  /** Whose hands: colours the dot. */
  hand: 'office' | 'unit' | 'check' | 'system' | 'reporter'
  said: Said
  /** What was written, masked. */
  text: string | null
  photos: string[]
  because: Because | null
}
/** A verb the actor may do, or could do but for `blocked`. `form` is the JSON Schema of its input with `x-` hints. */
export interface Can { verb: string; title: Said; blocked: Said | null; form: object; /** It waits for another person's approval. */ second?: boolean; /** Possible, but not what comes next. */ beside?: boolean }
export interface StageClock {
  stage: Stage; start: string; end: string | null; due: string; limit: Limit | null; provisional: boolean; late: boolean
  /** What was granted on top of the limit. */
  extended: readonly Limit[]
  /** In the clock's own time, summed over reworks; `given_minutes` is the whole limit in the same time. */
  used_minutes: number; given_minutes: number
  /** Shares that were warned of: 50, 80. */
  warned: number[]
  /** From when it is near its limit; null once it has stopped. */
  warn_at: string | null
  /** The deadline it had before a calendar moved it. */
  moved_from: string | null
}
/** From filing to closing, in the office's open minutes: due when every stage has used its whole limit. */
export interface TotalClock { start: string; end: string | null; due: string; given_minutes: number; used_minutes: number; provisional: boolean; late: boolean }

interface OfUnit { unit: string; name: Said }
/** Beside the handling: 会办, 交办, 督办. Texts are masked copies; `late` = done or not done behind its time. */
export interface Together {
  joint: {
    subtasks: (OfUnit & { standing: Standing; /** Agreed by silence. */ silent: boolean; advice: boolean; text: string | null; answer_by: string; due: string; provisional: boolean; late: boolean; outcome: string | null })[]
    note: { units: OfUnit[]; text: string | null } | null
  } | null
  /** `n`: its place, for `GET /api/case/{id}/order/{n}.docx`. */
  orders: (OfUnit & { n: number; number: string; text: string | null; due: string; at: string; acknowledged_at: string | null })[]
  supervision: (OfUnit & { level: Level; cause: Supervised['cause']; at: string; text: string | null; reply_by: string | null; acknowledged_at: string | null; replied_at: string | null; answer: string | null; late: boolean; open: boolean })[]
}

/** Somebody else who reported the same: a report that joined, or a case that was merged in. Words are masked. */
export interface AlsoReported {
  source: string; at: string
  /** The case it was, where it was one. */
  id: string | null; number: string | null
  external: { system: string; number: string; class?: string } | null
  text: string | null
  photos: string[]
  /** Null to those who may not see it in clear either. */
  contact: { name: string | null; phone: string | null } | null
}

/** `GET /api/case/{id}` */
export interface CaseDetail extends CaseRow {
  also: AlsoReported[]
  /** The case this one was merged into; `seen`: the reader may open it. */
  into: { id: string; number: string; state: State; seen: boolean } | null
  /** A draft of the answer to whoever reported it, for whoever may answer. */
  answer_draft: Said | null
  /** Which media outlet, and when it wants its reply. */
  outlet: string | null; reply_by: string | null
  text: string | null
  title: string | null
  /** When a citizen wrote it or somebody saw it, where that was earlier than the report. */
  occurred_at: string | null
  contact: { name: string | null; phone: string | null }
  external: { system: string; number: string; class?: string } | null
  under: { condition: Said; close: Said; pack: string; title: Said; version: number; evidence: { report: number; handle: number } } | null
  /** The day on which a suspended case goes on by itself. */
  resumes_on: string | null
  before: string[]
  after: string[]
  timeline: TimelineEntry[]
  /** Versions in the timeline that whoever decides reads: what was asked, and who spoke for it. */
  raised: number[]
  clocks: StageClock[]
  /** Null until the case is filed. */
  total: TotalClock | null
  together: Together
  /** What people said of doubts about photos, by photo and flag; for whoever may hear of doubts. */
  judged?: Readonly<Record<string, Verdict>>
  can: Can[]
  /** Where dispatch would send it, shown before it is sent; and behind it, where the rules name another unit since. */
  proposal: { unit: string; unit_zh: string; unit_en: string; because: Because; due: string; provisional: boolean } | null
}

/** `GET /api/case/map`: at most `limit` points in the box. */
export interface CasePoint extends Point { id: string; number: string; state: State; open: boolean; action: string | null; warn_at: string | null; due_at: string | null; late: boolean | null; /** Only as long as there is no category. */ summary: string | null; category_zh: string | null }

/** The same photo, or one that looks like it, in another case the reader may see. `bits` of 64 differ. */
export interface PhotoTwin { kind: 'same' | 'similar'; bits: number; mirrored: boolean; sha256: string; case: string; number: string; at: string }
export interface PhotoEvidence {
  sha256: string
  role: 'before' | 'after' | 'check'
  /** An after photo that is the before photo, or looks like it. */
  within: 'same' | 'similar' | null
  /** Newest five; `more` beyond them. */
  twins: PhotoTwin[]
  more: number
  put_at: string | null; width: number | null; height: number | null
  /** What the photo said of its taking; null where it said nothing, or where the reader could find the reporter by it. */
  taken: { at: string | null; zone_said: boolean; point: Point | null; accuracy_m: number | null; metres: number | null; device: 'phone' | 'camera' | 'drone' | 'unknown'; edited: boolean; source_sha256: string } | null
  /** Doubts for a person to judge; none are told to the unit that handles the case. */
  flags: PhotoDoubt[]
  /** The copy with faces and plates burnt out, and what was marked; null until somebody has made one. */
  public: { sha256: string; regions: Region[] } | null
}
export interface Region { shape: 'rectangle' | 'ellipse'; x: number; y: number; w: number; h: number }
export interface PhotoDoubt {
  flag: PhotoFlag; name: Said; said: Said
  /** The photo it is or looks like; `case` is null in the same case. Absent where there is none, or out of the reader's reach. */
  twin: { sha256: string; case: string | null; number: string | null } | null
  verdict: Verdict | null; found_at: string
}
/** `GET /api/case/{id}/evidence` */
export interface Evidence { photos: PhotoEvidence[] }

/** An open case that may be the same. */
export interface SimilarCase {
  id: string; version: number; number: string; state: State; summary: string | null; place: string | null; category_zh: string | null; category_en: string | null; photo: string | null
  reported_at: string; metres: number | null; score: number
  because: Said
  /** Whether the asker may join it. */
  join: boolean
}
/** `POST /api/case/similar`: best first; `beyond` counts those outside the asker's reach, of which nothing else is told. */
export interface Similar { items: SimilarCase[]; beyond: number }

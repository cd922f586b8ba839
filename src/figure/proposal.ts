// 立项建议: a hot spot put forward for a project or a rule. A stream of its own, for the rooms of campaigns to take up.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { verbsOn, type Stream } from '#kernel/verb.ts'
import { hotSpots } from './hot-spots.ts'
import { proposedOf } from './list.ts'
import { proposalKindNames, proposalKinds, type ProposalKind } from './words.ts'

/** What stood at the place when it was proposed: counted by the server, ids only. */
export interface ProposedSpot { id: string; pack: string; category: string; lon: number; lat: number; n: number; first: string; last: string; unit: string | null; area: string | null; cases: string[] }
export type ProposalFact = { type: 'project-proposed'; kind: ProposalKind; cluster: ProposedSpot; text: string }
interface Proposal { kind?: ProposalKind; cluster?: ProposedSpot; text?: string; by: string | null; at: Date }

export const proposalStream: Stream<Proposal, ProposalFact> = {
  name: 'proposal', title: { zh: '立项建议', en: 'Proposal' }, start: { by: null, at: new Date(0) },
  evolve: (_state, fact, at, by) => ({ kind: fact.kind, cluster: fact.cluster, text: fact.text, by, at }),
  whereabouts: ({ cluster, by }) => ({ units: cluster?.unit ? [cluster.unit] : [], area: cluster?.area ?? null, by }),
  rows: ({ id }, { kind, cluster, text, by, at }, recorded, texts) => [{
    table: 'proposal_now', mode: 'add', key: { id }, values: {
      version: recorded.at(-1)!.version, kind: kind!, first_case: cluster!.id, pack: cluster!.pack, category: cluster!.category, unit: cluster!.unit, area: cluster!.area, lon: cluster!.lon, lat: cluster!.lat,
      n: cluster!.n, first_at: cluster!.first, last_at: cluster!.last, text: texts.get(text!) ?? null, proposed_by: by, proposed_at: at,
    },
  }],
  tables: [{ name: 'proposal_now' }], brief: ({ kind, cluster }) => ({ kind, n: cluster?.n }), quiet: [],
  says: { 'project-proposed': { zh: '提出立项建议', en: 'proposed it for a project' } },
}

export const noHotSpot = problem('figure.no-hot-spot', 409, () => ({
  zh: '这个地方现在不是多发点位了（案件移走、作废，或超出了天数）。请刷新后再看。', en: 'This place is no hot spot any more: cases moved, were voided, or lie before the days asked for. Load the page again.',
}))
export const proposedBefore = problem<{ kind: string; kindEn: string }>('figure.proposed-before', 409, ({ kind, kindEn }) => ({
  zh: `这个多发点位已经提过“${kind}”建议。`, en: `This hot spot has been proposed before (${kindEn}).`,
}))

const may = verbsOn(proposalStream)
export const proposeProject = may('propose-project', {
  title: { zh: '提出立项建议', en: 'Propose a project' }, makes: 'named', problems: [noHotSpot, proposedBefore],
  input: z.strictObject({
    cluster: z.uuid().meta({ title: '多发点位（其中最早的案件）', titleEn: 'Hot spot (its oldest case)', widget: 'hidden' }),
    kind: z.enum(proposalKinds).meta({ title: '建议', titleEn: 'Proposed', names: proposalKindNames }),
    days: z.int().min(1).max(90).default(30).meta({ title: '看多少天', titleEn: 'Days looked at', widget: 'hidden' }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '理由', titleEn: 'Why', widget: 'textarea' }),
  }),
  facts: async (look, _state, input) => {
    const spot = (await hotSpots(look.tx, { district: look.district, now: look.now, days: input.days, reach: { all: true, units: [], areas: [] } })).find((one) => one.id === input.cluster)
    return { spot, before: spot !== undefined && (await proposedOf(look.tx, look.district, [spot.id])).some((one) => one.kind === input.kind) }
  },
  decide: (_state, input, { facts: { spot, before } }) => {
    if (!spot) throw noHotSpot({}, [{ path: 'cluster', said: noHotSpot.example().said }])
    if (before) throw proposedBefore({ kind: proposalKindNames[input.kind].zh, kindEn: proposalKindNames[input.kind].en })
    const { id, pack, category, lon, lat, n, first, last, unit, area, cases } = spot
    return { type: 'project-proposed', kind: input.kind, text: input.text, cluster: { id, pack, category, lon, lat, n, first: first.toISOString(), last: last.toISOString(), unit, area, cases: cases.slice(0, 50) } }
  },
})

// What a search for personal data finds: a stretch of text, its kind, and which of its characters become stars.

/** Names are not looked for: without a register of people, half of them are missed and many places are hit. */
export type MaskKind = 'phone' | 'id' | 'bank' | 'plate' | 'email' | 'account'

export interface Span { kind: MaskKind; from: number; to: number; stars: number[] }

// A draft of an answer with its fields filled in: what, where, when. What is not known leaves no hole behind.
export const draftFields = ['what', 'place', 'date'] as const
export type DraftField = (typeof draftFields)[number]
const field = /\{([^{}]*)\}/g

/** Fields that do not exist. */
export const strangeFields = (text: string): string[] => [...text.matchAll(field)].map(([, name]) => name!).filter((name) => !(draftFields as readonly string[]).includes(name))
export const fillDraft = (text: string, of: Record<DraftField, string>): string => text.replace(field, (_, name: string) => of[name as DraftField] ?? '')

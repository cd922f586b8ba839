// The route of suggestions: a text comes in the body, never in the address, and leaves no trace.
import { z } from 'zod'
import { route } from '#kernel/route.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { understanding } from './understand.ts'

export const Understood = z.object({
  ours: z.boolean(),
  items: z.array(z.object({ pack: z.string(), category: z.string(), condition: z.string(), zh: z.string(), en: z.string(), score: z.int(), words: z.array(z.string()) })),
  elsewhere: z.object({ department: z.string(), zh: z.string(), en: z.string(), score: z.int(), words: z.array(z.string()) }).nullable(),
})
const Text = z.strictObject({ text: z.string().max(5000) })

export const suggestRoute = route({
  method: 'POST', path: '/api/category/suggest', name: 'category.suggest', permission: 'pack.list', keyed: false, title: { zh: '这段话像哪一类', en: 'What a message may be about' },
  input: Text, answer: Understood, example: { text: '路口两只垃圾桶满了，袋子堆到了人行道上。' },
  run: async ({ actor, input }, { db, memory }) => {
    const { text } = parseInput(Text, input)
    return { json: (await understanding({ tx: db, district: actor!.district, memory }))(text) }
  },
})

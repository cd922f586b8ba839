// A region a person marks on a photo: shares of its width and height, so that it means the same on every size.
import { z } from 'zod'

const share = z.number().min(0).max(1)
export const Region = z.strictObject({ shape: z.enum(['rectangle', 'ellipse']), x: share, y: share, w: z.number().min(0.004).max(1), h: z.number().min(0.004).max(1) })
export type Region = z.infer<typeof Region>

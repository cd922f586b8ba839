// What a backup says of itself: schema, tables with their digests, how many files, the roots of each log.
import { z } from 'zod'

export const Manifest = z.strictObject({
  format: z.literal(1),
  made_at: z.iso.datetime(),
  schema: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  districts: z.array(z.strictObject({ id: z.uuid(), code: z.string() })),
  /** `position` is left behind; the newest root of each district, to compare after a restore. */
  roots: z.array(z.strictObject({ district: z.uuid(), n: z.int(), hash: z.string() })),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), key: z.array(z.string()), xid: z.string().nullable(), rows: z.int(), bytes: z.int(), sha256: z.string() })),
  files: z.strictObject({ count: z.int(), missing: z.array(z.string()) }),
  /** The key that seals second factors: in here, kept apart, or none yet; `mark` tells keys apart. Older backups say nothing of it. */
  secret: z.strictObject({ key: z.enum(['with', 'apart', 'none']), mark: z.string().nullable() }).optional(),
})
export type Manifest = z.infer<typeof Manifest>

export const snapshotPath = (name: string, part: string) => `snapshots/${name}/${part}`
export const filePath = (sha256: string) => `files/${sha256.slice(0, 2)}/${sha256}`
/** `20261123T141500Z`: sorts as it was made. */
export const snapshotName = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '')

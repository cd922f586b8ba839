// What a photo says of its own taking, read before all of it is thrown away. Told, not believed: it is one trace among others.
import exifr from 'exifr'

export interface PictureMeta {
  takenAt: Date | undefined
  /** The photo named its zone; else China time was taken for granted, as phones here write it. */
  zoneSaid: boolean
  point: { lon: number; lat: number } | undefined
  accuracy: number | undefined
  /** The class alone: a model would point at the one colleague who owns it. */
  device: 'phone' | 'camera' | 'drone' | 'unknown'
  edited: boolean
  orientation: number | undefined
}
export const noMeta: PictureMeta = { takenAt: undefined, zoneSaid: false, point: undefined, accuracy: undefined, device: 'unknown', edited: false, orientation: undefined }

const phones = /apple|huawei|honor|xiaomi|redmi|oppo|vivo|oneplus|realme|samsung|meizu|zte|google|iqoo|nubia|lenovo|motorola|hmd|nokia|tecno|transsion/i
const drones = /dji|hasselblad l|autel|parrot|skydio/i
const cameras = /canon|nikon|sony|fujifilm|olympus|panasonic|leica|pentax|ricoh|gopro|insta360|hikvision|dahua/i
const editors = /photoshop|lightroom|snapseed|picsart|meitu|美图|gimp|pixelmator|醒图|xingtu|vsco|facetune|remini|canva|affinity/i

const finite = (value: unknown, least: number, most: number): number | undefined => (typeof value === 'number' && value >= least && value <= most ? value : undefined)

/** `2026:11:20 10:05:03`, with `+08:00` beside it or not. */
function takenAt(text: unknown, zone: unknown): { at: Date | undefined; said: boolean } {
  const [, y, mo, d, h, mi, s] = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(typeof text === 'string' ? text : '') ?? []
  if (!y) return { at: undefined, said: false }
  const said = typeof zone === 'string' && /^[+-]\d\d:\d\d$/.test(zone)
  const at = new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}${said ? zone : '+08:00'}`)
  // Cameras without a clock say 1970 or 0000; nobody photographed a street with them then.
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 2000 || at.getUTCFullYear() > 2200 ? { at: undefined, said: false } : { at, said }
}

/** Broken or hostile metadata is none. */
export async function readMeta(raw: Uint8Array): Promise<PictureMeta> {
  try {
    const found = await exifr.parse(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
      tiff: true, exif: true, gps: true, xmp: false, icc: false, iptc: false, jfif: false, ihdr: false, interop: false, makerNote: false, userComment: false, reviveValues: false, translateValues: false, mergeOutput: true,
      pick: ['Make', 'Software', 'Orientation', 'DateTimeOriginal', 'OffsetTimeOriginal', 'GPSLatitude', 'GPSLatitudeRef', 'GPSLongitude', 'GPSLongitudeRef', 'GPSHPositioningError'],
    }) as Record<string, unknown> | undefined
    if (!found) return noMeta
    const { at, said } = takenAt(found.DateTimeOriginal, found.OffsetTimeOriginal)
    const lon = finite(found.longitude, -180, 180), lat = finite(found.latitude, -90, 90), make = String(found.Make ?? '')
    return {
      takenAt: at, zoneSaid: said,
      // 0, 0 is what a phone writes that had no fix.
      point: lon !== undefined && lat !== undefined && (lon !== 0 || lat !== 0) ? { lon, lat } : undefined,
      accuracy: finite(found.GPSHPositioningError, 0, 100_000),
      device: drones.test(make) ? 'drone' : phones.test(make) ? 'phone' : cameras.test(make) ? 'camera' : 'unknown',
      edited: editors.test(String(found.Software ?? '')), orientation: finite(found.Orientation, 1, 8),
    }
  } catch { return noMeta }
}

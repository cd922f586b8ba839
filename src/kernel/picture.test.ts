// Every kind of bad file has its answer; of a good one nothing is kept but pixels, upright; what it told and looks like is read.
import exifr from 'exifr'
import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { newLikenesses } from './files/twins.ts'
import { cleanPicture, smallPictures } from './picture.ts'
import { recode } from './picture/work.ts'

const refusal = async (bytes: Uint8Array, seconds?: number) => await cleanPicture(bytes, seconds).then((kept) => `kept ${kept.width}x${kept.height}`, (error: { body?: { kind: string } }) => error.body?.kind ?? String(error))
/** A drawn street: enough in it to be told apart. */
const street = (width = 1200, height = 900, turn = 0) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 400 300"><rect width="400" height="300" fill="#9bb"/>${Array.from({ length: 14 }, (_, n) => `<rect x="${(n * 53 + turn * 71) % 380}" y="${(n * 37 + turn * 29) % 260}" width="${20 + ((n * 17 + turn * 5) % 70)}" height="${15 + ((n * 23 + turn * 3) % 60)}" fill="hsl(${(n * 47 + turn * 90) % 360} 45% ${25 + ((n * 13) % 50)}%)"/>`).join('')}</svg>`))
const crc = (bytes: Uint8Array) => { let c = ~0; for (const byte of bytes) { c ^= byte; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1 } return ~c >>> 0 }
const pngOf = async (width: number, height: number) => { const png = Buffer.from(await street(8, 8).png().toBuffer()); png.writeUInt32BE(width, 16); png.writeUInt32BE(height, 20); png.writeUInt32BE(crc(png.subarray(12, 29)), 29); return png }
const jpegOf = async (width: number, height: number) => { const jpeg = Buffer.from(await street(64, 64).jpeg().toBuffer()), at = jpeg.indexOf(Buffer.from([0xff, 0xc0])); jpeg.writeUInt16BE(height, at + 5); jpeg.writeUInt16BE(width, at + 7); return jpeg }
/** A GIF of a thousand frames that all say they are 20,000 wide. */
const gifBomb = () => Buffer.concat([Buffer.from('GIF89a'), Buffer.from([0x20, 0x4e, 0x20, 0x4e, 0, 0, 0]), ...Array.from({ length: 1_000 }, () => Buffer.from([0x2c, 0, 0, 0, 0, 0x20, 0x4e, 0x20, 0x4e, 0, 2, 2, 0x44, 1, 0])), Buffer.from([0x3b])])
const ftyp = (brand: string) => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`), Buffer.alloc(300)])
const moving = async () => {
  const frames = await Promise.all([0, 1, 2].map((turn) => street(60, 40, turn).ensureAlpha().raw().toBuffer()))
  return await sharp(Buffer.concat(frames), { raw: { width: 60, height: 120, channels: 4, pageHeight: 40 } }).webp({ loop: 0, delay: [100, 100, 100] }).toBuffer()
}
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

describe('what is no usable photo', () => {
  const bad: [string, string, () => Uint8Array | Promise<Uint8Array>][] = [
    ['nothing', 'picture.not-one', () => new Uint8Array()], ['one byte', 'picture.not-one', () => new Uint8Array([0xff])], ['a text with a virus scanner’s test line', 'picture.not-one', () => strToU8(EICAR)],
    ['an SVG', 'picture.not-one', () => strToU8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')], ['a page', 'picture.not-one', () => strToU8('<!doctype html><script>alert(1)</script>')],
    ['a PDF', 'picture.not-one', () => strToU8('%PDF-1.7\n1 0 obj<<>>endobj')], ['a zip', 'picture.not-one', () => zipSync({ 'a.jpg': strToU8('x') })], ['a TIFF', 'picture.not-one', () => street(20, 20).tiff().toBuffer()],
    ['a GIF', 'picture.animated', () => street(20, 20).gif().toBuffer()], ['a GIF bomb', 'picture.animated', gifBomb], ['a moving WebP', 'picture.animated', moving],
    ...['heic', 'heix', 'hevc', 'mif1', 'avif'].map((brand): [string, string, () => Uint8Array] => [`an iPhone’s ${brand}`, 'picture.heic', () => ftyp(brand)]),
    ['a PNG of 100,000 by 100,000', 'picture.too-large', () => pngOf(100_000, 100_000)], ['a PNG of 50,000,001 by 1', 'picture.too-large', () => pngOf(50_000_001, 1)], ['a JPEG of 65,000 by 65,000', 'picture.too-large', () => jpegOf(65_000, 65_000)],
    ['21 MB', 'picture.too-large', () => new Uint8Array(20 * 1024 * 1024 + 1)], ['half a JPEG', 'picture.broken', async () => { const all = await street().jpeg().toBuffer(); return all.subarray(0, all.length >> 1) }],
    ['half a PNG', 'picture.broken', async () => { const all = await street().png().toBuffer(); return all.subarray(0, all.length >> 1) }], ['half a WebP', 'picture.broken', async () => { const all = await street().webp().toBuffer(); return all.subarray(0, all.length >> 1) }],
    ['a JPEG’s first bytes before a page', 'picture.broken', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<script>alert(1)</script>'.repeat(50))])],
  ]
  test.each(bad)('%s: %s', async (_what, kind, make) => { expect(await refusal(await make())).toBe(kind) })
  test('five hundred files of noise behind the right first bytes bring nothing down', async () => {
    const starts = await Promise.all([street(64, 64).jpeg().toBuffer(), street(64, 64).png().toBuffer(), street(64, 64).webp().toBuffer()])
    let seed = 7
    const dice = () => { seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0; return seed >>> 8 }
    for (let n = 0; n < 500; n++) {
      const bytes = Buffer.from(starts[n % 3]!)
      for (let hit = 0; hit < 1 + n % 20; hit++) bytes[12 + dice() % (bytes.length - 12)] = dice() & 255
      expect(await refusal(bytes)).toMatch(/^(kept \d+x\d+|picture\.(broken|not-one|too-large|animated|heic))$/)
    }
    expect(await refusal(starts[0])).toBe('kept 64x64')
  }, 60_000)
  test('what takes too long is ended, and the next photo has a fresh process', async () => {
    const large = await sharp({ create: { width: 7_000, height: 7_000, channels: 3, background: '#765', noise: { type: 'gaussian', mean: 120, sigma: 40 } } }).png({ compressionLevel: 1 }).toBuffer().then((all) => all.subarray(0, 20 * 1024 * 1024))
    expect(await refusal(large, 0.02)).toBe('picture.broken')
    expect(await refusal(await street().jpeg().toBuffer())).toBe('kept 1200x900')
  })
  test('fifty million pixels still go through, and leave this process as small as it was', async () => {
    const large = await sharp({ create: { width: 7_071, height: 7_071, channels: 3, background: '#765' } }).jpeg({ progressive: true }).toBuffer()
    const before = process.memoryUsage().rss
    expect(await refusal(large)).toBe('kept 1600x1600')
    expect((process.memoryUsage().rss - before) / 1024 ** 2).toBeLessThan(64)
  })
  test('more than forty in the queue are told to come again', async () => {
    const bytes = await street(3_000, 2_000).jpeg().toBuffer()
    const all = await Promise.all(Array.from({ length: 60 }, () => refusal(bytes)))
    expect(new Set(all)).toEqual(new Set(['kept 1600x1067', 'too-busy']))
    expect(all.filter((one) => one === 'too-busy').length).toBe(18)
  }, 60_000)
})

describe('what is kept', () => {
  const traces = ['Exif', 'GPS', 'SpyCam', 'SN-0042', 'ICC_PROFILE', 'http://ns.adobe.com', 'Photoshop', 'PK\u0003\u0004', '%PDF', '<script', '13812345678', 'JFXX', EICAR]
  const clean = async (raw: Uint8Array) => {
    const kept = await cleanPicture(raw), { small, tiny } = await smallPictures(kept.bytes)
    for (const bytes of [kept.bytes, small, tiny]) {
      expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
      expect(bytes.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]))
      for (const trace of traces) expect([trace, bytes.includes(trace)]).toEqual([trace, false])
      // No APP1…APP15 and no comment: only what a decoder needs.
      for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda; at += 2 + bytes.readUInt16BE(at + 2)) expect([0xe0, 0xdb, 0xc0, 0xc2, 0xc4, 0xdd]).toContain(bytes[at + 1])
      const { exif, xmp, iptc, icc, format, space, depth } = await sharp(bytes).metadata()
      expect({ exif, xmp, iptc, icc, format, space, depth }).toEqual({ exif: undefined, xmp: undefined, iptc: undefined, icc: undefined, format: 'jpeg', space: 'srgb', depth: 'uchar' })
      expect(await exifr.parse(bytes, true).catch(() => undefined)).toEqual(expect.not.objectContaining({ Make: expect.anything() as unknown }))
    }
    return kept
  }
  const told = { IFD0: { Make: 'HUAWEI', Model: 'SpyCam', Software: 'Adobe Photoshop 26', Artist: '13812345678' }, IFD2: { DateTimeOriginal: '2026:11:20 10:05:03', OffsetTimeOriginal: '+08:00', BodySerialNumber: 'SN-0042' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 17/1 5/1', GPSLongitudeRef: 'E', GPSLongitude: '120/1 42/1 54/1' } }
  test('place, time and class of device are read, everything is taken off', async () => {
    const { meta } = await clean(await street().withExif(told).withIccProfile('srgb').jpeg().toBuffer())
    expect(meta).toEqual({ takenAt: new Date('2026-11-20T02:05:03Z'), zoneSaid: true, point: { lon: expect.closeTo(120.715, 5) as number, lat: expect.closeTo(31.2847, 3) as number }, accuracy: undefined, device: 'phone', edited: true, orientation: 1 })
    expect((await clean(await street().withExif({ IFD2: { DateTimeOriginal: '2026:11:20 10:05:03' } }).jpeg().toBuffer())).meta).toMatchObject({ takenAt: new Date('2026-11-20T02:05:03Z'), zoneSaid: false, device: 'unknown', edited: false })
    for (const nonsense of ['0000:00:00 00:00:00', '1970:01:01 00:00:00', '2026:13:45 99:99:99', 'x'.repeat(500)]) expect((await clean(await street(60, 40).withExif({ IFD2: { DateTimeOriginal: nonsense } }).jpeg().toBuffer())).meta.takenAt).toBeUndefined()
  })
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i stands upright', async (orientation) => {
    // Red in the upper left corner of the upright picture, whatever the camera's way of holding it.
    const upright = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ffffff' } }).composite([{ input: { create: { width: 150, height: 100, channels: 3, background: '#ff0000' } }, left: 0, top: 0 }]).png().toBuffer()
    type Shot = ReturnType<typeof sharp>
    const turns: ((of: Shot) => Shot)[] = { 1: [], 2: [(s: Shot) => s.flop()], 3: [(s: Shot) => s.rotate(180)], 4: [(s: Shot) => s.flip()], 5: [(s: Shot) => s.rotate(90), (s: Shot) => s.flop()], 6: [(s: Shot) => s.rotate(270)], 7: [(s: Shot) => s.rotate(270), (s: Shot) => s.flop()], 8: [(s: Shot) => s.rotate(90)] }[orientation]!
    let held = upright
    for (const turn of turns) held = await turn(sharp(held)).png().toBuffer()
    const turned = await sharp(held).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer()
    const kept = await clean(turned)
    expect([kept.width, kept.height]).toEqual([300, 200])
    const pixel = async (left: number, top: number) => [...await sharp(kept.bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()]
    expect((await pixel(20, 20))[1]).toBeLessThan(60)
    for (const [x, y] of [[280, 20], [20, 180], [280, 180]] as const) expect((await pixel(x, y))[1]).toBeGreaterThan(200)
  })
  test.each<[string, () => Promise<Uint8Array>]>([
    ['a CMYK JPEG', () => street().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer()], ['a 16-bit PNG', () => street().toColourspace('rgb16').png().toBuffer()], ['a grey PNG', () => street().greyscale().toColourspace('b-w').png().toBuffer()],
    ['a PNG with a palette and holes', () => street().ensureAlpha(0.5).png({ palette: true }).toBuffer()], ['a progressive JPEG', () => street().jpeg({ progressive: true }).toBuffer()],
    ['a JPEG with 60 KB of EXIF', () => street().withExif({ IFD0: { ImageDescription: 'SpyCam'.repeat(10_000) } }).jpeg().toBuffer()],
    ['a JPEG with 3 MB of profiles', async () => { const jpeg = await street().jpeg().toBuffer(), app2 = Buffer.alloc(65_535 + 2, 65); app2.set([0xff, 0xe2, 0xff, 0xff]); app2.write('ICC_PROFILE\0', 4, 'latin1'); return Buffer.concat([jpeg.subarray(0, 2), ...Array.from({ length: 48 }, () => app2), jpeg.subarray(2)]) }],
    ['a JPEG with a zip, a PDF, a page and a virus scanner’s test line behind it', async () => Buffer.concat([await street().jpeg().toBuffer(), zipSync({ 'a.txt': strToU8('x') }), strToU8('%PDF-1.7 <script>alert(1)</script>'), strToU8(EICAR)])],
    ['a PNG whose comment is a page', async () => { const png = await street().png().toBuffer(), text = Buffer.from('tEXtComment\0<script>alert(1)</script>'), chunk = Buffer.alloc(text.length + 8); chunk.writeUInt32BE(text.length - 4); text.copy(chunk, 4); chunk.writeUInt32BE(crc(text), text.length + 4); return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]) }],
  ])('%s is pixels alone', async (_what, make) => { expect(await clean(await make())).toMatchObject({ width: 1200, height: 900, mediaType: 'image/jpeg' }) })
  test('the same bytes are the same file, however often', async () => {
    const raw = await street().withExif(told).jpeg().toBuffer(), [one, two] = [await cleanPicture(raw), await cleanPicture(raw)]
    expect(one.bytes).toEqual(two.bytes)
  })
})

describe('what a picture looks like', () => {
  const hashes = async (raw: Uint8Array) => (await recode(raw)).likeness!
  test('stays near when re-compressed, resized, brightened, stamped; turned left to right its mirror says so; another picture is far', async () => {
    const base = await street().jpeg().toBuffer(), like = await hashes(base)
    const changed = await Promise.all([sharp(base).jpeg({ quality: 30 }).toBuffer(), sharp(base).resize(500).png().toBuffer(), sharp(base).modulate({ brightness: 1.15 }).webp().toBuffer(), sharp(base).composite([{ input: { create: { width: 260, height: 30, channels: 3, background: '#222222' } }, left: 920, top: 860 }]).jpeg().toBuffer()])
    const all = newLikenesses()
    all.add({ sha256: 'a'.repeat(64), ...like })
    for (const raw of changed) expect(all.near(await hashes(raw))).toHaveLength(1)
    expect(all.near(await hashes(await sharp(base).flop().jpeg().toBuffer()))).toMatchObject([{ mirrored: true }])
    for (const turn of [1, 2, 3, 4]) expect(all.near(await hashes(await street(1200, 900, turn).jpeg().toBuffer()))).toEqual([])
  })
  test('a wall, a sky, a covered lens look like nothing in particular', async () => {
    for (const background of ['#000000', '#ffffff', '#87a']) expect((await recode(await sharp({ create: { width: 800, height: 600, channels: 3, background } }).jpeg().toBuffer())).likeness).toBeUndefined()
  })
})

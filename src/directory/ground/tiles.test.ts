// Sources of tiles: what is refused and why, and that nothing but plain hosts ever reaches the pages' header.
import { describe, expect, test } from 'vitest'
import { faultsOfTiles, imageHosts, sourcesOf, templatesOf } from './tiles.ts'
import type { TileSource } from './words.ts'

const source = (more: Partial<TileSource> = {}): TileSource => ({ id: 'a', name: '底图', kind: 'xyz', url: 'https://tiles.example.cn/{z}/{x}/{y}.png', system: 'wgs84', number: '审图号 1', attribution: '某单位', minZoom: 3, maxZoom: 18, on: true, ...more })
const wrong = (more: Partial<TileSource>) => faultsOfTiles([source(more)]).map((fault) => fault.path)

describe('a source of tiles', () => {
  test.each<[string, Partial<TileSource>]>([
    ['https with z x y', {}], ['http inside an own network', { url: 'http://10.1.2.3:8080/{z}/{x}/{y}.png' }], ['eight hosts', { url: 'https://t{0-7}.example.cn/{z}/{x}/{y}' }], ['rows from below', { url: 'https://a.cn/{z}/{x}/{-y}.png' }],
    ['WMTS', { kind: 'wmts', url: 'https://a.cn/wmts?SERVICE=WMTS&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}' }], ['with a key', { url: 'https://a.cn/{z}/{x}/{y}?k={key}', key: 'abc' }], ['天地图', { kind: 'tianditu', url: '', key: 'abc123', style: 'img', system: 'cgcs2000' }],
  ])('%s is right', (_what, more) => { expect(wrong(more)).toEqual([]) })
  test.each<[string, Partial<TileSource>, string]>([
    ['no scheme', { url: 'tiles.example.cn/{z}/{x}/{y}' }, 'url'], ['javascript:', { url: 'javascript:alert(1)//{z}/{x}/{y}' }, 'url'], ['a star for a host', { url: 'https://*/{z}/{x}/{y}' }, 'url'], ['a star in the host', { url: 'https://*.example.cn/{z}/{x}/{y}' }, 'url'],
    ["another directive behind the host", { url: "https://a.cn; script-src 'unsafe-inline'/{z}/{x}/{y}" }, 'url'], ['a line break', { url: 'https://a.cn/\n{z}/{x}/{y}' }, 'url'], ['an account', { url: 'https://u:p@a.cn/{z}/{x}/{y}' }, 'url'], ['Chinese in the host', { url: 'https://地图.cn/{z}/{x}/{y}' }, 'url'],
    ['no row', { url: 'https://a.cn/{z}/{x}' }, 'url'], ['an unknown brace', { url: 'https://a.cn/{z}/{x}/{y}/{token}' }, 'url'], ['a range for everything', { url: 'https://{0-9}/{z}/{x}/{y}.{cn}' }, 'url'], ['a key that is not given', { url: 'https://a.cn/{z}/{x}/{y}?k={key}' }, 'url'],
    ['plain tiles called WMTS', { kind: 'wmts' }, 'url'], ['天地图 without its key', { kind: 'tianditu', url: '', key: '', system: 'cgcs2000' }, 'key'], ['no approval number', { number: '' }, 'number'], ['nobody named', { attribution: '' }, 'attribution'], ['levels upside down', { minZoom: 18, maxZoom: 3 }, 'maxZoom'],
  ])('%s is refused', (_what, more, field) => { expect(wrong(more)).toEqual([`sources.0.${field}`]) })
  test('switched off it may wait for its number', () => { expect(wrong({ number: '', attribution: '', on: false })).toEqual([]) })
  test('two of one id', () => { expect(faultsOfTiles([source(), source()]).map((fault) => fault.path)).toEqual(['sources.1.id']) })
})

describe('hosts of the header', () => {
  test('exactly the hosts that are on, each once', () => {
    expect(imageHosts([source(), source({ id: 'b', url: 'https://t{0-2}.b.cn/{z}/{x}/{y}' }), source({ id: 'c', url: 'https://off.cn/{z}/{x}/{y}', on: false }), source({ id: 'd' })])).toEqual(['https://tiles.example.cn', 'https://t0.b.cn', 'https://t1.b.cn', 'https://t2.b.cn'])
    expect(imageHosts([source({ kind: 'tianditu', url: '', key: 'k', system: 'cgcs2000' })])).toEqual(Array.from({ length: 8 }, (_, n) => `https://t${n}.tianditu.gov.cn`))
  })
  test('what is not right is not in it, whatever was saved', () => {
    expect(imageHosts([source({ url: "https://a.cn; script-src 'unsafe-inline'/{z}/{x}/{y}" }), source({ url: 'https://*/{z}/{x}/{y}' })])).toEqual([])
    for (const saved of [null, undefined, 1, 'x', {}, { sources: [{ id: 1 }] }, { sources: 'x' }]) expect(sourcesOf(saved)).toEqual([])
  })
  test('天地图 is two layers, the map and its names', () => {
    const layers = templatesOf(source({ kind: 'tianditu', url: '', key: 'K', style: 'img', system: 'cgcs2000' }))
    expect(layers.map(({ url }) => /LAYER=(\w+)/.exec(url)![1])).toEqual(['img', 'cia'])
    expect(layers[0]!.url).toContain('tk=K')
  })
})

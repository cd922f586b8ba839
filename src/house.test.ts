// The rules of the house, held by a test: floors, screens, environment, SQL, clocks and dice stand where they belong.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname)
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file)).map((file) => file.replaceAll('\\', '/'))

/** Lower floors first; rooms on one floor do not know each other. */
const floors = [['core'], ['kernel', 'look'], ['directory'], ['pack'], ['case'], ['public'], ['notice', 'figure'], ['founding'], ['app'], ['cli', 'console'], ['main']]
const roomOf = (file: string): string => file.includes('/') ? file.split('/')[0]! : file.replace(/\.tsx?$/, '')
const floorOf = (room: string): number => floors.findIndex((floor) => floor.includes(room))

interface Import { from: string; to: string; type: boolean }
const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\s+from\s+)?['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm)].flatMap((found) => {
    const target = found[2] ?? found[3]!
    const to = target.startsWith('#') ? target.slice(1) : target.startsWith('.') ? relative(root, resolve(join(root, dirname(file)), target)).replaceAll('\\', '/') : undefined
    return to === undefined ? [] : [{ from: file, to, type: found[1] !== undefined }]
  })
})

describe('floors', () => {
  test('every room has its floor', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => floorOf(room) === -1)).toEqual([])
  })
  test('imports go down, never up, and never sideways', () => {
    // Types cost nothing at run time, and a screen needs the shapes of its own room; everything else keeps to the floors.
    const wrong = imports.filter(({ from, to }) => {
      const [a, b] = [roomOf(from), roomOf(to)]
      return a !== b && floorOf(b) >= floorOf(a) && !(a === 'kernel' && b === 'look')
    })
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })
  test('no file imports itself in a circle', () => {
    const graph = new Map(files.map((file) => [file, imports.filter((i) => i.from === file && !i.type).map((i) => i.to)]))
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) { circles.push([...path.slice(path.indexOf(file)), file].join(' -> ')); return }
      if (done.has(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })
  test('the server takes nothing from a screen, and a screen takes values only from words, pure files and the look', () => {
    const pure = /(^core\/|^look\/|\/words\.ts$|\/life\.ts$|\.tsx$)/
    const wrong = imports.filter(({ from, to, type }) => (from.endsWith('.tsx') ? !type && !pure.test(to) && !/\.(css|svg|json)$/.test(to) : to.endsWith('.tsx')))
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })
})

describe('what stands only in its place', () => {
  const lines = (allowed: RegExp, pattern: RegExp) => files.filter((file) => !allowed.test(file)).flatMap((file) =>
    readFileSync(join(root, file), 'utf8').split('\n').flatMap((line, n) => (pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line) ? [`${file}:${n + 1} ${line.trim()}`] : [])))
  test('only the config and the command line read the environment', () => {
    expect(lines(/^(kernel\/config\.ts|main\.ts|kernel\/postgres\/.*)$/, /process\.env/)).toEqual([])
  })
  test('SQL stands in stores, in the kernel and in the founding of a district', () => {
    expect(lines(/^(kernel\/|founding\/|[a-z]+\/([a-z-]+\/)?(store|list)\.ts$)/, /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^>]*>)?`/)).toEqual([])
  })
  test('the clock is read in the kernel and on screens only', () => {
    expect(lines(/^(kernel\/|cli\/|main\.ts|look\/)|\.tsx$/, /new Date\(\)|Date\.now\(\)|Math\.random\(\)|randomUUID\(/)).toEqual([])
  })
  test('no registry host and no path of a machine', () => {
    // Put together here, so that the test does not find itself.
    const hosts = new RegExp(['registry\\.npm' + 'js', 'deb\\.debian' + '\\.org', '/wor' + 'k/(main|shared)'].join('|'))
    expect(lines(/^$/, hosts)).toEqual([])
  })
  test('every page of the desk has its address once: with one twice, no page opens at all', () => {
    const pages = [...readFileSync(join(root, 'console.tsx'), 'utf8').matchAll(/\bpage\('([^']+)'/g)].map((found) => found[1]!)
    expect(pages.length).toBeGreaterThan(15)
    expect(pages.filter((page, n) => pages.indexOf(page) !== n)).toEqual([])
  })
  test('every file says in its first line what it is', () => {
    expect(files.filter((file) => !/^(\/\/ |\/\*\*)/.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  })
})

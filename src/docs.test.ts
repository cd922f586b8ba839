// The papers, held to the code: settings, verbs, facts, the life, problems, words, dependencies, rooms, links, and the worked example.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import type * as Problems from '#core/problem.ts'
import type { Said } from '#core/problem.ts'
import { envNames } from '#kernel/config.ts'
import { noticeNames } from './notice/words.ts'
import { newBearer } from '#kernel/session.ts'
import { smallDistrict } from '../test/small-district.ts'
import { commands } from './case/commands.ts'
import { behind, firstState, isOpen, stateNames, states, stageNames, stages, stepNames, steps, verbsIn, type Step } from './case/life.ts'
import { caseStream } from './case/stream.ts'
import { sayHelp } from './cli/help.ts'

interface Kind { status: number; say: (details: never) => Said }
// Many kinds are not exported: they are caught where they are declared.
const declared = vi.hoisted(() => new Map<string, Kind>())
vi.mock('#core/problem.ts', async (original) => {
  const real = await original<typeof Problems>()
  const problem: typeof real.problem = (kind, status, say) => {
    declared.set(kind, { status, say })
    return real.problem(kind, status, say)
  }
  return { ...real, problem }
})

/** A problem's sentences, with the names of its details in braces. */
function sentences({ say }: Kind): Said {
  const details = (value: (key: string) => unknown) => new Proxy({}, { get: (_, key) => value(String(key)) }) as never
  const named = say(details((key) => `{${key}}`))
  // A sentence that counts with a detail cannot take its name, one that looks a word up finds none.
  const said = /NaN/.test(named.zh + named.en) ? say(details(() => 1024 * 1024)) : named
  return { zh: said.zh.replaceAll('undefined', '…'), en: said.en.replaceAll('undefined', '…') }
}

const root = resolve(import.meta.dirname, '..')
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')
const under = (folder: string, ending: RegExp) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => ending.test(file)).map((file) => join(folder, file).replaceAll('\\', '/')).sort()
const headings = (text: string, level: string) => [...text.matchAll(new RegExp(`^${level} (.+)$`, 'gm'))].map((found) => found[1]!)
const cell = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()

const sources = under('src', /\.tsx?$/).filter((file) => !/\.test\.tsx?$/.test(file))
const papers = ['README.md', 'README.zh-CN.md', ...under('docs', /\.md$/)]

/** The life as people read it: a diagram of the verbs that move a case on, and the table of every verb in every state. */
function lifeBlock(): string {
  const moves = states.flatMap((state) => verbsIn(state).filter((verb) => behind(state, verb) !== state && verb !== 'void').map((verb) => `  ${state} --> ${behind(state, verb)}: ${verb}`))
  const clocks = (step: Step) => [['starts', step.starts], ['stops', step.stops], ['holds', step.pauses], ['runs on', step.resumes]].filter(([, list]) => list).map(([word, list]) => `${word as string} ${(list as string[]).join(', ')}`).join('; ')
  const from = (step: Step) => (step.from === 'nothing' ? '·' : step.from.length === states.length ? 'every state' : step.from.length === states.filter(isOpen).length && step.from.every(isOpen) ? 'every open state' : step.from.map((state) => `\`${state}\``).join(' '))
  return [
    '```mermaid', 'stateDiagram-v2', `  [*] --> ${firstState}: report`, ...states.map((state) => `  ${state}: ${stateNames[state].zh} ${state}`), '  [*] --> closed: fix', '  [*] --> reported: clip', ...moves,
    ...states.filter((state) => !isOpen(state)).map((state) => `  ${state} --> [*]`), '```', '',
    '| verb | | from | to | clocks |', '|---|---|---|---|---|',
    ...stepNames.map((verb) => { const step: Step = steps[verb]; return `| \`${verb}\`${step.reporter ? ' (by the reporter)' : step.system === 'beside' ? ' (beside another case)' : step.system ? ' (by the clock)' : ''} | ${step.title.zh} | ${from(step)} | ${step.to === 'same' ? 'stays' : `\`${step.to}\``}${step.also ? `, or at once \`${step.also}\`` : ''} | ${clocks(step)} |` }),
  ].join('\n')
}

describe('docs/running.md', () => {
  test('every setting has its heading, and no heading stands for a setting that is gone', () => {
    expect(headings(read('docs/running.md'), '###')).toEqual(envNames)
  })
})

describe('docs/case.md', () => {
  const page = read('docs/case.md')
  test('the life is the one of src/case/life.ts', async () => {
    const expected = page.replace(/(<!-- life: [^\n]*-->\n)[\s\S]*?(<!-- \/life -->)/, (_, begin: string, end: string) => `${begin}\n${lifeBlock()}\n\n${end}`)
    expect(expected).toContain(lifeBlock())
    await expect(expected).toMatchFileSnapshot(join(root, 'docs/case.md'))
  })
  test('every verb has its heading, in the order of the code', () => {
    expect(headings(page, '###')).toEqual(commands.map((verb) => `${verb.name} ${verb.title.zh}`))
  })
  test('every fact has its line, and no line stands for a fact that is gone', () => {
    const table = /## The facts\n([\s\S]*?)\n## /.exec(page)![1]!
    expect([...table.matchAll(/^\| `([\w-]+)` \|/gm)].map((found) => found[1])).toEqual(Object.keys(caseStream.says))
  })
  test('every stage has its line, with the limit as shipped', () => {
    const shipped = parse(read('packs/base/stages.yaml')) as Record<string, string>
    for (const stage of stages) expect(page).toContain(`| \`${stage}\` | ${shipped[stage] ?? 'of the condition'} |`)
    expect(Object.keys(stageNames).length).toBe(stages.length)
  })
})

describe('docs/notice.md', () => {
  test('every kind of message the sources send has its line, and no line stands for one that is gone', () => {
    const sent = new Set(sources.flatMap((file) => [...read(file).matchAll(/'(case\.[a-z-]+)', to[A-Z]|kind: '(case\.[a-z-]+)', (?:to[A-Z]|case_id)|(?:lead|above)\([^,()]+(?:\.level)?, '(case\.[a-z-]+)'|\? '(case\.[a-z-]+)' : '(case\.[a-z-]+)', to/g)].flatMap((found) => found.slice(1).filter((kind) => kind !== undefined))))
    const page = read('docs/notice.md')
    const lines = page.slice(page.indexOf('| kind | to |'), page.indexOf('## Channels'))
    expect([...new Set(lines.match(/`case\.[a-z-]+`/g))].map((kind) => kind.slice(1, -1)).sort()).toEqual([...sent].sort())
    // Whoever hears it reads what happened, not that something did.
    expect([...sent].filter((kind) => !Object.hasOwn(noticeNames, kind))).toEqual([])
  })
})

describe('docs/problems.md', () => {
  test('every problem kind that the sources declare stands there with its sentences', async () => {
    const pattern = /\bproblem(?:<[^(]*>)?\(\s*'([\w.-]+)'/g
    const found = sources.filter((file) => file !== 'src/core/problem.ts').flatMap((file) => [...read(file).matchAll(pattern)].map((match) => ({ file, kind: match[1]! })))
    for (const file of new Set(found.map((one) => one.file))) await import(join(root, file))
    expect(new Set(found.map((one) => one.kind)).size, 'a kind is declared twice').toBe(found.length)
    const kinds = found.map(({ kind }) => kind).sort()
    expect(kinds.filter((kind) => !declared.has(kind))).toEqual([])
    const text = [
      '# Problems', '', 'Every refusal a person or a script can meet: its kind, the HTTP status and the sentence in both languages. Words in braces are filled in. Kinds of the',
      'command line and of the start carry a status too, which nobody sees. Written by `vitest run src/docs.test.ts -u` from the sources.', '', '| kind | status | zh | en |', '|---|---|---|---|',
      ...kinds.map((kind) => { const said = sentences(declared.get(kind)!); return `| \`${kind}\` | ${declared.get(kind)!.status} | ${cell(said.zh)} | ${cell(said.en)} |` }), '',
    ].join('\n')
    await expect(text).toMatchFileSnapshot(join(root, 'docs/problems.md'))
  })
})

describe('docs/cli.md', () => {
  test('every command has its heading and every flag is named', () => {
    const page = read('docs/cli.md')
    const names = /const commands[^{]*= \{([^}]*)\}/.exec(read('src/main.ts'))![1]!.split(',').map((word) => word.split(':')[0]!.trim())
    expect(headings(page, '##').filter((heading) => names.includes(heading)).sort()).toEqual(names.sort())
    for (const flag of new Set(sayHelp().match(/--[a-z-]+/g))) expect(page).toContain(`\`${flag}`)
  })
})

describe('docs/words.md', () => {
  test('every identifier is used in the sources', () => {
    const all = [...sources, ...under('packs/base', /\.yaml$/)].map((file) => read(file)).join('\n')
    const rows = read('docs/words.md').split('\n').filter((line) => /^\| [^-中]/.test(line))
    const unused = rows.flatMap((row) => [...row.split('|')[2]!.matchAll(/`([^`]+)`/g)].map((found) => found[1]!)).filter((word) => !new RegExp(`\\b${word.replaceAll('-', '[-]')}\\b`).test(all))
    expect(rows.length).toBeGreaterThan(50)
    expect(unused).toEqual([])
  })
})

describe('docs/decisions', () => {
  test('every dependency has its line, and no line stands for one that is gone', () => {
    const names = ['package.json', 'tools/package.json'].flatMap((file) => {
      const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read(file)) as Record<string, Record<string, string> | undefined>
      return [dependencies, devDependencies, optionalDependencies].flatMap((group) => Object.keys(group ?? {}))
    })
    expect([...read('docs/decisions/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map((found) => found[1]!).sort()).toEqual(names.sort())
  })
  test('every decision is numbered, listed, and has context, decision and consequence', () => {
    const files = under('docs/decisions', /\d{4}-[a-z0-9-]+\.md$/)
    expect(files.map((file) => Number(/(\d{4})-/.exec(file)![1]))).toEqual(files.map((_, n) => n + 1))
    for (const file of files) {
      for (const part of ['Context', 'Decision', 'Consequence']) expect(read(file), file).toContain(`**${part}.**`)
      expect(read('docs/decisions/README.md')).toContain(`(${relative('docs/decisions', file)})`)
    }
  })
})

describe('the tree of pages', () => {
  test('every room has its page, and the plan names it', () => {
    for (const entry of readdirSync(join(root, 'src'), { withFileTypes: true }).filter((one) => one.isDirectory())) {
      expect(existsSync(join(root, 'docs', `${entry.name}.md`)), `docs/${entry.name}.md`).toBe(true)
      expect(read('docs/house.md')).toContain(`[${entry.name}.md](${entry.name}.md)`)
    }
  })
  test('every link and picture leads to a file', () => {
    const missing = papers.flatMap((paper) => [...read(paper).replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)].flatMap((found) => {
      const [path = '', anchor] = found[1]!.split('#')
      if (/^[a-z]+:/.test(path)) return []
      const file = path === '' ? paper : relative(root, resolve(root, dirname(paper), path))
      if (!existsSync(join(root, file))) return [`${paper} -> ${found[1]}`]
      const known = anchor === undefined || headings(read(file), '#+').some((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, '').replaceAll(' ', '-') === anchor)
      return known ? [] : [`${paper} -> ${found[1]}`]
    }))
    expect(missing).toEqual([])
  })
  test('no page is left without a link', () => {
    const linked = new Set(papers.flatMap((paper) => [...read(paper).matchAll(/\]\(([^)#\s]+)/g)].map((found) => relative(root, resolve(root, dirname(paper), found[1]!)).replaceAll('\\', '/'))))
    expect(papers.filter((paper) => !linked.has(paper))).toEqual([])
  })
  test('both READMEs have the same pictures, commands and links', () => {
    const shape = (file: string) => {
      const text = read(file)
      return {
        sections: headings(text, '##').length, points: text.match(/^- /gm)?.length,
        links: [...text.matchAll(/\]\(([^)]+)\)/g)].map((found) => found[1]).filter((link) => !link!.startsWith('README')),
        commands: [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((found) => found[1]!.replace(/<[^>]*>/g, '<>')),
      }
    }
    expect(shape('README.zh-CN.md')).toEqual(shape('README.md'))
  })
  test('no page names a registry host or a path of a machine', () => {
    const hosts = new RegExp(['registry\\.npm' + 'js', 'deb\\.debian' + '\\.org', '/wor' + 'k/'].join('|'))
    expect(papers.filter((paper) => hosts.test(read(paper)))).toEqual([])
  })
})

describe('docs/api.md', () => {
  // The tools of the example, which a machine may lack; the journeys hold the API in any case.
  const there = ['bash', 'curl', 'node'].every((tool) => spawnSync(tool, ['--version']).status === 0)
  test.skipIf(!there)('the worked example runs as it stands and says what the page says', async () => {
    const script = /## A worked example[\s\S]*?```sh\n([\s\S]*?)```/.exec(read('docs/api.md'))![1]!
    const world = await smallDistrict()
    try {
      const token = (await newBearer(world.house.db, world.district, 'clerk', world.house.clock.now()))!
      const said = await new Promise<string>((done) => {
        const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, URL: world.url, TOKEN: token } })
        let text = ''
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => { text += part })
        child.on('close', () => done(text.trim()))
      })
      const lines = said.split('\n').filter((line) => line !== '')
      const bodies = lines.slice(0, -2).map((line) => JSON.parse(line) as Record<string, any>)
      expect(bodies.map((body) => body.kind ?? body.state ?? body.items?.[0]?.category)).toEqual([
        'reported', 'idempotency.other-request', 'waste.exposed', 'filed', 'version-stale', 'case.out-of-turn', 'dispatched',
      ])
      expect(bodies.at(-1)!.because.said.zh).toMatch(/^派给环发公司，因为权责清单第1行：/)
      expect(lines.slice(-2)).toEqual(['dispatched', '路口两只桶满了。电话138****5678'])
      expect(world.faults).toEqual([])
    } finally {
      await world.close()
    }
  })
})

// What both pages are made of: elements, the head, the tint, a place to say what is going on.
import { asProblem } from '#look/api.ts'
import { variables } from '#look/tokens.ts'
import './page.css'
import { langOf, wordsIn, type Lang } from './words.ts'

export const lang: Lang = langOf(location.search)
export const t = wordsIn(lang)
export const district = new URLSearchParams(location.search).get('district') ?? undefined
export const withDistrict = (path: string): string => (district ? `${path}?district=${encodeURIComponent(district)}` : path)

type Props = Record<string, string | boolean | ((event: any) => void) | undefined>
/** `onclick` and its kind are listened for; what is undefined or false is left out. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...inner: (Node | string | undefined | false)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...inner.filter((one): one is Node | string => one !== undefined && one !== false))
  return made
}
export const said = (of: { zh: string; en: string }): string => of[lang]
export const when = (iso: string): string => new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso))

/** Keeps the language and the district from page to page; never the code. */
export const link = (path: string, to: Lang = lang): string => { const search = new URLSearchParams({ ...(to === 'en' ? { lang: 'en' } : {}), ...(district ? { district } : {}) }).toString(); return search ? `${path}?${search}` : path }

export function begin(title: string): HTMLElement {
  const style = el('style'), dark = matchMedia('(prefers-color-scheme: dark)')
  style.textContent = variables()
  document.head.append(style)
  const tint = () => { document.documentElement.dataset.tint = dark.matches ? 'dark' : 'light' }
  dark.addEventListener('change', tint)
  tint()
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
  const name = el('span')
  void fetch('/api/welcome').then((answer) => answer.json()).then((found: { district: { zh: string; en: string } | null; districts: { code: string; zh: string; en: string }[] }) => {
    const mine = found.districts.find((one) => one.code === district) ?? found.district
    if (mine) { name.textContent = lang === 'zh' ? `${mine.zh}建设办` : mine.en; document.title = `${title} · ${said(mine)}` }
  }).catch(() => {})
  document.title = title
  const page = document.getElementById('page')!
  const body = el('div')
  page.append(el('header', {}, el('img', { src: '/mark.svg', alt: '' }), name, el('a', { href: link(location.pathname, lang === 'zh' ? 'en' : 'zh'), lang: lang === 'zh' ? 'en' : 'zh-CN' }, t('other'))), body)
  return body
}
/** The heading takes the focus, so that a reader hears where they are. */
export function show(body: HTMLElement, ...inner: (Node | string | undefined | false)[]): void {
  body.replaceChildren(...inner.filter((one): one is Node | string => one !== undefined && one !== false))
  const heading = body.querySelector('h1')
  if (heading && document.activeElement !== document.body) { heading.tabIndex = -1; heading.focus({ preventScroll: true }) }
  scrollTo(0, 0)
}
export const sayProblem = (error: unknown): string => said(asProblem(error).said)

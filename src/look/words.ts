// Which language is spoken, remembered on this device; `useWords` gives every screen its words.
import { sayLimit, type ClockKind } from '#core/clock-kind.ts'
import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { en } from './words.en.ts'
import { zh, type Words } from './words.zh.ts'
import type { Lang } from './time.ts'

declare module 'i18next' {
  interface CustomTypeOptions { defaultNS: 'desk'; resources: { desk: Words } }
}
const key = 'dianfan.lang'
const first = (): Lang => {
  const kept = localStorage.getItem(key)
  return kept === 'zh' || kept === 'en' ? kept : navigator.language.startsWith('zh') || !navigator.language ? 'zh' : 'en'
}
function paint(lang: string): void { document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en' }

export function beginWords(): void {
  void i18next.use(initReactI18next).init({
    lng: first(), fallbackLng: 'zh', defaultNS: 'desk', ns: ['desk'], resources: { zh: { desk: zh }, en: { desk: en } },
    interpolation: { escapeValue: false }, initAsync: false,
  })
  paint(i18next.language)
  i18next.on('languageChanged', paint)
}
export function chooseLang(lang: Lang): void { localStorage.setItem(key, lang); void i18next.changeLanguage(lang) }

/** `t` for our own words, `say` for sentences of the server, `name` for a pair of columns. */
export function useWords() {
  const { t, i18n } = useTranslation('desk')
  const lang: Lang = i18n.language === 'en' ? 'en' : 'zh'
  return {
    t, lang,
    say: (said: { zh: string; en: string } | null | undefined): string => (said ? (lang === 'en' && said.en) || said.zh : ''),
    name: (chinese: string | null | undefined, english: string | null | undefined): string => (lang === 'en' && english) || chinese || english || '',
  }
}
/** `4工作时` · `4 work hours`; nothing where there is no limit. */
export const limitOf = (limit: { amount: number; kind: string } | null | undefined, lang: Lang): string =>
  limit ? sayLimit(limit as { amount: number; kind: ClockKind })[lang] : ''

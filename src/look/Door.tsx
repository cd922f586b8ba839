// The page before the desk: a drawn town on the left, the form on the right, language and tint at the foot.
import { Mark } from './Mark.tsx'
import { Scene } from './Scene.tsx'
import './css/door.css'
import { chooseTint, useTint } from './tint.ts'
import { chooseLang, useWords } from './words.ts'

export function Door({ district, children }: { district?: string | undefined; children: React.ReactNode }) {
  const { t, lang } = useWords()
  const tint = useTint()
  return (
    <div className="door">
      <header className="door-scene"><Scene label={t('door.scene')} /><p className="door-line"><span>{t('app.line1')}</span><span>{t('app.line2')}</span></p></header>
      <main className="door-side">
        <div className="door-body">
          <p className="door-mark"><Mark size={42} /><span><b>{t('app.name')}</b><small>{district ? t('app.platform', { district }) : ''}</small></span></p>
          {children}
        </div>
        <footer className="door-foot"><span>{t('app.footer')}</span>
          <button type="button" onClick={() => chooseLang(lang === 'zh' ? 'en' : 'zh')}>{lang === 'zh' ? '中文 / English' : 'English / 中文'}</button>
          <button type="button" onClick={() => chooseTint(tint === 'dark' ? 'light' : 'dark')}>{t(tint === 'dark' ? 'top.light' : 'top.dark')}</button>
        </footer>
      </main>
    </div>
  )
}

// What can be done: primary first, keys shown, a blocked verb stays and says what is missing.
import { Button } from 'antd'
import { useKeys, verbKeys, verbOrder } from './keys.ts'
import { Key } from './pieces.tsx'
import { useWords } from './words.ts'

export interface Verb { verb: string; title: { zh: string; en: string }; blocked: { zh: string; en: string } | null; form: object }
const place = (verb: Verb) => { const i = verbOrder.indexOf(verb.verb); return i < 0 ? verbOrder.length : i }
/** Sorted, with the primary (first that is not blocked and moves the case on) in front. */
export function sortVerbs(can: readonly Verb[]): { primary: Verb | undefined; rest: Verb[] } {
  const sorted = [...can].filter((each) => each.verb !== 'reveal' && each.verb !== 'judge-photo').sort((a, b) => place(a) - place(b))
  const primary = sorted.find((each) => !each.blocked && each.verb !== 'locate' && each.verb !== 'reject') ?? sorted.find((each) => !each.blocked && each.verb !== 'locate')
  return { primary, rest: sorted.filter((each) => each !== primary) }
}
export function VerbBar({ can, act, children, empty }: { can: readonly Verb[]; act: (verb: Verb) => void; children?: React.ReactNode; empty?: string }) {
  const { t, say } = useWords()
  const { primary, rest } = sortVerbs(can)
  useKeys(Object.fromEntries([...(primary ? [primary] : []), ...rest].filter((each) => !each.blocked && verbKeys[each.verb]).map((each) => [verbKeys[each.verb]!.toLowerCase(), () => act(each)])))
  const hint = (verb: Verb) => verbKeys[verb.verb] && <Key>{verbKeys[verb.verb]}</Key>
  return (
    <div className="verbbar" role="group" aria-label={t('verb.bar')}>
      {primary && <Button type="primary" onClick={() => act(primary)}>{say(primary.title)}{hint(primary)}</Button>}
      {rest.map((each) => each.blocked
        ? <span key={each.verb} className="blocked"><Button disabled>{say(each.title)}</Button><small>{say(each.blocked)}</small></span>
        : <Button key={each.verb} type={each.verb === 'reject' ? 'text' : 'default'} onClick={() => act(each)}>{say(each.title)}{hint(each)}</Button>)}
      {!primary && rest.length === 0 && empty && <p className="quiet">{empty}</p>}
      {children && <span className="verbbar-end">{children}</span>}
    </div>
  )
}

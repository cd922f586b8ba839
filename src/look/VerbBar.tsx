// What can be done: primary first, keys shown, a blocked verb stays and says what is missing.
import { Button, Dropdown } from 'antd'
import { isAside, keyOf, placeOf, useKeys, verbKey } from './keys.ts'
import { Key } from './pieces.tsx'
import { useWords } from './words.ts'

export interface Verb { verb: string; title: { zh: string; en: string }; blocked: { zh: string; en: string } | null; form: object; second?: boolean; beside?: boolean }
const isBeside = (each: Verb) => each.beside === true || isAside(each.verb)
/** Sorted, with the primary (first that is not blocked and moves the thing on) in front; what stands beside its way waits behind "more". */
export function sortVerbs(can: readonly Verb[]): { primary: Verb | undefined; rest: Verb[]; more: Verb[] } {
  const sorted = can.filter((each) => each.verb !== 'reveal' && each.verb !== 'judge-photo').toSorted((a, b) => placeOf(a.verb) - placeOf(b.verb))
  const primary = sorted.find((each) => !each.blocked && !isBeside(each) && each.verb !== 'reject') ?? sorted.find((each) => !each.blocked && !isBeside(each))
  return { primary, rest: sorted.filter((each) => each !== primary && !isBeside(each)), more: sorted.filter((each) => isBeside(each)) }
}
export function VerbBar({ can, act, children, empty }: { can: readonly Verb[]; act: (verb: Verb) => void; children?: React.ReactNode; empty?: string }) {
  const { t, say } = useWords()
  const { primary, rest, more } = sortVerbs(can)
  useKeys(Object.fromEntries([...(primary ? [primary] : []), ...rest, ...more].filter((each) => !each.blocked && keyOf(each.verb)).map((each) => [keyOf(each.verb), () => act(each)])))
  const hint = (verb: Verb) => verbKey(verb.verb) && <Key>{verbKey(verb.verb)}</Key>
  return (
    <div className="verbbar" role="group" aria-label={t('verb.bar')}>
      {primary && <Button type="primary" onClick={() => act(primary)}>{say(primary.title)}{hint(primary)}</Button>}
      {rest.map((each) => each.blocked
        ? <span key={each.verb} className="blocked"><Button disabled>{say(each.title)}</Button><small>{say(each.blocked)}</small></span>
        : <Button key={each.verb} type={each.verb === 'reject' ? 'text' : 'default'} onClick={() => act(each)}>{say(each.title)}{hint(each)}</Button>)}
      {!primary && rest.length === 0 && empty && <p className={`quiet ${more.length === 0 ? 'idle' : ''}`}>{more.length === 0 ? empty : t('verb.notYours')}</p>}
      {more.length > 0 && <Dropdown trigger={['click']} menu={{ items: more.map((each) => ({ key: each.verb, disabled: each.blocked !== null, label: <>{say(each.title)}{each.blocked ? <small className="quiet"> {say(each.blocked)}</small> : hint(each)}</> })), onClick: ({ key }) => act(more.find((each) => each.verb === key)!) }}><Button type="text">{t('verb.more')}</Button></Dropdown>}
      {children && <span className="verbbar-end">{children}</span>}
    </div>
  )
}

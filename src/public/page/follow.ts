// The page /follow: a code in, how far it is out; rating and disputing. The code travels in a header or a body and is kept for this tab only.
import { ask, post, Problem } from '#look/api.ts'
import type { Followed } from '../../case/voice/followed.ts'
import { begin, district, el, link, said, sayProblem, show, t, when, withDistrict } from './kit.ts'

const kept = { read: () => { try { return sessionStorage.getItem('dianfan-code') ?? '' } catch { return '' } }, write: (code: string) => { try { if (code) sessionStorage.setItem('dianfan-code', code); else sessionStorage.removeItem('dianfan-code') } catch { /* Then it is typed again. */ } } }
const body = begin(t('follow'))
const look = (code: string) => ask<Followed>(withDistrict('/api/public/follow'), { headers: { 'follow-code': encodeCode(code) }, quiet: true })
/** A header takes no Chinese and no full width. */
const encodeCode = (typed: string) => typed.normalize('NFKC').replace(/[^\x21-\x7e]/g, '').slice(0, 40) || '-'

const first = kept.read()
if (first) void look(first).then((found) => { one(first, found) }, () => { kept.write(''); enter() })
else enter()

function enter(): void {
  const code = el('input', { id: 'code', type: 'text', maxlength: '40', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', placeholder: 'XXXX-XXXX', 'aria-describedby': 'code-wrong', required: true })
  const status = el('p', { class: 'wrong', id: 'code-wrong', role: 'alert' })
  const go = el('button', { class: 'main', type: 'submit' }, t('look'))
  show(body, el('h1', {}, t('follow')), el('p', { class: 'lead' }, t('followLead')), el('form', { novalidate: true, onsubmit: (event: SubmitEvent) => {
    event.preventDefault()
    if (go.disabled) return
    go.disabled = true
    status.textContent = ''
    look(code.value).then((found) => { kept.write(code.value); one(code.value, found) }, (error: unknown) => { status.textContent = sayProblem(error); code.setAttribute('aria-invalid', 'true'); code.focus() }).finally(() => { go.disabled = false })
  } }, el('div', { class: 'field' }, el('label', { for: 'code' }, t('code')), code, status), go), el('p', { class: 'row' }, el('a', { href: link('/report') }, t('toReport'))))
}

function one(code: string, found: Followed): void {
  const again = () => look(code).then((fresh) => { one(code, fresh) })
  const photos = el('div', { class: 'photos' })
  for (const [n, sha] of found.photos.entries()) {
    const shown = el('img', { alt: t('photo', { n: n + 1 }) })
    photos.append(el('figure', {}, shown))
    // By fetch, so that the code stands in a header and not in an address.
    void fetch(withDistrict(`/api/public/photo/${sha}`), { headers: { 'follow-code': encodeCode(code) } }).then((answer) => answer.blob()).then((blob) => { shown.src = URL.createObjectURL(blob) }).catch(() => {})
  }
  const last = found.answers.at(-1)
  show(body, el('h1', {}, t('follow')), el('p', { class: 'lead' }, `${t('number')} ${found.number} · ${when(found.reported_at)}`),
    el('section', { class: 'card' }, el('h2', {}, t('state')), el('p', { class: 'now', 'data-state': found.state }, said(found.said)), found.disputed ? el('p', {}, t(found.disputed === 'open' ? 'disputedOpen' : 'disputedRefused')) : undefined, found.score ? el('p', {}, t('rated', { n: found.score })) : undefined),
    el('section', { class: 'card' }, el('h2', {}, t('answer')), ...(last ? found.answers.map((each) => el('p', { class: 'answer' }, each.text, el('span', { class: 'when' }, when(each.at)))) : [el('p', {}, t('noAnswer'))])),
    found.photos.length > 0 ? el('section', { class: 'card' }, el('h2', {}, t('after')), photos) : undefined,
    found.rate ? rate(code, again) : undefined, found.dispute ? dispute(code, found.until!, again) : undefined,
    el('section', { class: 'card' }, el('h2', {}, t('steps')), el('ol', { class: 'steps' }, ...found.steps.map((step) => el('li', {}, said(step.said), el('span', { class: 'when' }, when(step.at)))))),
    el('p', { class: 'row' }, el('button', { type: 'button', onclick: () => { kept.write(''); enter() } }, t('lookAnother')), el('a', { href: link('/report') }, t('toReport'))))
}

/** One form, one sending at a time, and what stands against it said beside the button. */
function sending(title: string, lead: string, fields: Node[], go: string, send: () => Promise<unknown> | undefined): HTMLElement {
  const status = el('p', { class: 'wrong', role: 'alert' }), button = el('button', { type: 'submit' }, go)
  return el('section', { class: 'card' }, el('h2', {}, title), el('form', { novalidate: true, onsubmit: (event: SubmitEvent) => {
    event.preventDefault()
    if (button.disabled) return
    button.disabled = true
    status.textContent = ''
    Promise.resolve(send()).catch((error: unknown) => { status.textContent = sayProblem(error) }).finally(() => { button.disabled = false })
  } }, el('p', {}, lead), ...fields, button, status))
}
function rate(code: string, again: () => Promise<void>): HTMLElement {
  const text = el('textarea', { id: 'rate-text', maxlength: '500' })
  const scores = el('fieldset', { class: 'scores field' }, el('legend', { class: 'seenot' }, t('rate')), ...[1, 2, 3, 4, 5].map((n) => el('label', { 'aria-label': t('score', { n }) }, el('input', { type: 'radio', name: 'score', value: String(n) }), el('span', { 'aria-hidden': 'true' }, String(n)))))
  return sending(t('rate'), t('rateLead'), [scores, el('div', { class: 'field' }, el('label', { for: 'rate-text' }, t('rateText'), el('small', {}, t('optional'))), text)], t('rateSend'), async () => {
    // None is chosen beforehand: a rating is what somebody said.
    const chosen = scores.querySelector<HTMLInputElement>('input:checked')
    if (!chosen) { scores.querySelector('input')!.focus(); throw new Problem({ kind: 'page', status: -1, said: { zh: t('choose'), en: t('choose') } }) }
    await post('/api/public/rate', { code, ...(district ? { district } : {}), score: Number(chosen.value), ...(text.value.trim() ? { text: text.value } : {}) })
    await again()
  })
}
function dispute(code: string, until: string, again: () => Promise<void>): HTMLElement {
  const text = el('textarea', { id: 'dispute-text', maxlength: '1000', required: true })
  return sending(t('dispute'), t('disputeLead', { until: when(until) }), [el('div', { class: 'field' }, el('label', { for: 'dispute-text' }, t('disputeText')), text)], t('disputeSend'), () => post('/api/public/dispute', { code, ...(district ? { district } : {}), text: text.value }).then(again))
}

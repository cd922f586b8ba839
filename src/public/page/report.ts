// The page /report: four fields, a code. What was filled in stays through a broken network and a reload; the code never stands in an address.
import { asProblem, newKey, post } from '#look/api.ts'
import { sendPhoto, type Step } from '#look/upload.ts'
import { PHOTOS_MOST } from './most.ts'
import { begin, district, el, link, said, sayProblem, show, t, withDistrict } from './kit.ts'
import { prove, type Asked } from './proof.ts'

interface Done { code: string; number: string; next: { zh: string; en: string } }
interface Photo { id: string; preview: string; sha256?: string; failed?: boolean; stop: AbortController; frame: HTMLElement; caption: HTMLElement }
const kept = { read: (): Record<string, string> => { try { return JSON.parse(sessionStorage.getItem('dianfan-report') ?? '{}') as Record<string, string> } catch { return {} } }, write: (what: Record<string, string>) => { try { sessionStorage.setItem('dianfan-report', JSON.stringify(what)) } catch { /* A browser that keeps nothing still sends. */ } }, forget: () => { try { sessionStorage.removeItem('dianfan-report') } catch { /* the same */ } } }

const body = begin(t('report'))
form()

function form(): void {
  const had = kept.read()
  // One id for every try of one sending: what arrived twice is taken once.
  const draft = had.draft ?? newKey()
  let point: { lon: number; lat: number } | undefined, busy = false
  const photos: Photo[] = []

  const wrong = (id: string) => el('p', { class: 'wrong', id: `${id}-wrong`, role: 'alert' })
  const faults = { text: wrong('text'), placeText: wrong('place'), photos: wrong('photos'), phone: wrong('phone') }
  const text = el('textarea', { id: 'text', maxlength: '2000', required: true, placeholder: t('whatHint'), 'aria-describedby': 'text-wrong' })
  const place = el('input', { id: 'place', type: 'text', maxlength: '200', placeholder: t('whereHint'), 'aria-describedby': 'place-wrong' })
  const phone = el('input', { id: 'phone', type: 'tel', maxlength: '30', inputmode: 'tel', autocomplete: 'tel', 'aria-describedby': 'phone-hint phone-wrong' })
  text.value = had.text ?? ''
  place.value = had.place ?? ''
  const keep = () => kept.write({ draft, text: text.value, place: place.value })
  text.addEventListener('input', keep)
  place.addEventListener('input', keep)

  const at = el('span', { class: 'said', role: 'status' })
  const locate = el('button', { type: 'button', onclick: () => {
    if (point) { point = undefined; at.textContent = ''; locate.textContent = t('locate'); return }
    at.textContent = t('locating')
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      point = { lon: Math.round(coords.longitude * 1e6) / 1e6, lat: Math.round(coords.latitude * 1e6) / 1e6 }
      at.textContent = t('located', { m: Math.max(1, Math.round(coords.accuracy)) })
      locate.textContent = t('unlocate')
      faults.placeText.textContent = ''
      place.removeAttribute('aria-invalid')
    }, () => { at.textContent = t('locateFailed'); place.focus() }, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 })
  } }, t('locate'))

  const grid = el('div', { class: 'photos' })
  const choose = el('input', { id: 'photo', type: 'file', accept: 'image/jpeg,image/png,image/webp', multiple: true, class: 'seenot', 'aria-describedby': 'photos-hint photos-wrong', onchange: () => { for (const file of choose.files ?? []) add(file); choose.value = '' } })
  const adder = el('label', { class: 'add', for: 'photo' }, t('addPhoto'), choose)
  grid.append(adder)
  const fit = () => { adder.hidden = photos.length >= PHOTOS_MOST; adder.style.display = adder.hidden ? 'none' : '' }
  function add(file: File): void {
    if (photos.length >= PHOTOS_MOST) return
    faults.photos.textContent = ''
    const caption = el('figcaption'), preview = URL.createObjectURL(file)
    const one: Photo = { id: newKey(), preview, stop: new AbortController(), caption, frame: el('figure', {}, el('img', { src: preview, alt: t('photo', { n: photos.length + 1 }) }), caption, el('button', { type: 'button', 'aria-label': t('remove'), onclick: () => { one.stop.abort(); URL.revokeObjectURL(preview); one.frame.remove(); photos.splice(photos.indexOf(one), 1); fit() } }, '×')) }
    photos.push(one)
    adder.before(one.frame)
    fit()
    const on = (step: Step, share: number) => { caption.textContent = step === 'offline' ? t('offline') : t('wait', { p: Math.round(share * 100) }) }
    sendPhoto(file, one.id, on, one.stop.signal, { path: '/api/public/upload', headers: { draft }, ...(district ? { search: withDistrict('') } : {}) }).then(({ sha256 }) => { one.sha256 = sha256; caption.textContent = ''; caption.remove(); waiting?.() }, (error: unknown) => {
      if (one.stop.signal.aborted) return
      one.failed = true
      caption.textContent = sayProblem(error)
      waiting?.()
    })
  }
  let waiting: (() => void) | undefined
  const arrived = async (): Promise<void> => { while (photos.some((one) => !one.sha256 && !one.failed)) await new Promise<void>((go) => { waiting = go }) }

  const status = el('p', { class: 'status', role: 'status' })
  const go = el('button', { class: 'main', type: 'submit' }, t('send'))
  const tell = (words: string, bad = false) => { status.textContent = words; status.classList.toggle('wrong', bad) }
  async function send(): Promise<void> {
    for (const fault of Object.values(faults)) fault.textContent = ''
    for (const field of [text, place, phone]) field.removeAttribute('aria-invalid')
    if (photos.some((one) => !one.sha256)) tell(t('uploading'))
    await arrived()
    tell(t('sending'))
    const shas = photos.flatMap((one) => one.sha256 ?? [])
    const input = { draft, text: text.value, ...(district ? { district } : {}), ...(point ? { point } : {}), ...(place.value.trim() ? { placeText: place.value } : {}), ...(shas.length ? { photos: [...new Set(shas)] } : {}), ...(phone.value.trim() ? { phone: phone.value } : {}) }
    let proof: object | undefined
    for (let tries = 0; ; tries++) {
      try {
        done(await post<Done>('/api/public/report', { ...input, ...(proof ? { proof } : {}) }))
        return
      } catch (error) {
        const problem = asProblem(error)
        if (problem.kind !== 'public.proof-needed' || tries > 2) throw error
        proof = await prove(problem.details as unknown as Asked, { proving: () => tell(t('proving')), waiting: (n) => tell(t('waiting', { n })) })
      }
    }
  }
  function done({ code, number, next }: Done): void {
    kept.forget()
    for (const one of photos) URL.revokeObjectURL(one.preview)
    try { sessionStorage.setItem('dianfan-code', code) } catch { /* Then it is typed. */ }
    const copied = el('span', { class: 'said', role: 'status' })
    show(body, el('h1', {}, t('done')), el('p', { class: 'lead' }, `${t('number')} ${number}`),
      el('section', { class: 'card' }, el('h2', {}, t('code')), el('p', { class: 'code' }, code), el('p', {}, t('codeKeep')),
        navigator.clipboard ? el('div', { class: 'row' }, el('button', { type: 'button', onclick: () => void navigator.clipboard.writeText(code).then(() => { copied.textContent = t('copied') }) }, t('copy')), copied) : undefined),
      el('section', { class: 'card' }, el('h2', {}, t('next')), el('p', {}, said(next))),
      el('a', { class: 'button main', href: link('/follow') }, t('toFollow')),
      el('p', { class: 'row' }, el('button', { type: 'button', onclick: form }, t('another'))))
  }
  const optional = el('small', {}, t('optional'))
  show(body, el('h1', {}, t('report')), el('p', { class: 'lead' }, t('lead')), el('form', { novalidate: true, onsubmit: (event: SubmitEvent) => {
    event.preventDefault()
    if (busy) return
    busy = go.disabled = true
    send().catch((error: unknown) => {
      const problem = asProblem(error)
      const field = { text, placeText: place, point: place, phone, photos: choose } as Record<string, HTMLElement>
      for (const fault of problem.faults) {
        const name = fault.path.split('.')[0]!
        const line = faults[(name === 'point' ? 'placeText' : name) as keyof typeof faults] as HTMLElement | undefined
        if (line) { line.textContent = said(fault.said); field[name]?.setAttribute('aria-invalid', 'true') }
      }
      // What stands beside its field is not said twice.
      tell(problem.faults.some((fault) => field[fault.path.split('.')[0]!]) ? '' : said(problem.said), true)
      field[problem.faults[0]?.path.split('.')[0] ?? '']?.focus()
    }).finally(() => { busy = go.disabled = false })
  } },
  el('div', { class: 'field' }, el('label', { for: 'text' }, t('what')), text, faults.text),
  el('div', { class: 'field' }, el('label', { for: 'place' }, t('where')), place, 'geolocation' in navigator && isSecureContext ? el('div', { class: 'row' }, locate, at) : undefined, faults.placeText),
  el('div', { class: 'field' }, el('p', { class: 'label' }, t('photos'), optional), grid, el('p', { class: 'hint', id: 'photos-hint' }, t('photoMost', { n: PHOTOS_MOST })), faults.photos),
  el('div', { class: 'field' }, el('label', { for: 'phone' }, t('phone'), optional.cloneNode(true)), phone, el('p', { class: 'hint', id: 'phone-hint' }, t('phoneHint')), faults.phone),
  go, status), el('p', { class: 'row' }, el('a', { href: link('/follow') }, t('follow'))), el('p', { class: 'note' }, t('privacy')))
}

// What speaks for or against a case's photos: used elsewhere, alike before and after, where and when taken. Said quietly; people judge.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Copy, MapPin } from 'lucide-react'
import { ask } from '#look/api.ts'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { useState } from 'react'
import { useMay } from '#look/live.ts'
import type { CaseDetail, Evidence, PhotoEvidence } from '../views.ts'
import { Doubts } from './doubts.tsx'
import { Redact } from './redact.tsx'

const FAR_M = 200

export function PhotoFlags({ kase }: { kase: CaseDetail }) {
  const { t, lang } = useWords()
  const found = useQuery({ queryKey: ['case', kase.id, 'evidence', kase.version], queryFn: () => ask<Evidence>(`/api/case/${kase.id}/evidence`), enabled: kase.before.length + kase.after.length > 0 })
  // Beside the photos this is an extra; where it cannot be had, they stand alone.
  const photos = found.data?.photos ?? []
  const may = useMay()
  const [redacting, setRedacting] = useState<PhotoEvidence>()
  const nameOf = ({ role, sha256 }: PhotoEvidence) => role === 'check' ? t('doubt.check', { n: photos.filter((one) => one.role === 'check').findIndex((one) => one.sha256 === sha256) + 1 }) : t(role === 'before' ? 'photo.before' : 'photo.after', { n: (role === 'before' ? kase.before : kase.after).indexOf(sha256) + 1 })
  const flags = photos.flatMap((photo) => [
    ...(photo.within && photo.role === 'after' && !photo.flags.some(({ flag }) => flag === 'before-is-after') ? [<li key={`${photo.sha256}w`}><Copy size={14} aria-hidden="true" /><span>{t(photo.within === 'same' ? 'photo.withinSame' : 'photo.withinSimilar', { photo: nameOf(photo) })}</span></li>] : []),
    // What stands as a doubt already is not said twice.
    ...photo.twins.filter((twin) => !photo.flags.some((doubt) => doubt.twin?.case === twin.case)).map((twin) => (
      <li key={photo.sha256 + twin.case + twin.sha256}><Copy size={14} aria-hidden="true" /><span>
        {t('photo.twinFront', { photo: nameOf(photo) })}<Link to={`/cases/${twin.case}`}>{t('case.title', { number: twin.number })}</Link>{t(twin.kind === 'same' ? 'photo.twinSame' : 'photo.twinSimilar', { at: momentOf(twin.at, nowMs(), lang) })}
      </span></li>
    )),
    ...(photo.more > 0 ? [<li key={`${photo.sha256}m`}><span>{t('photo.twinMore', { n: photo.more })}</span></li>] : []),
    ...(photo.taken?.metres != null && !photo.flags.some(({ flag }) => flag === 'elsewhere') && photo.taken.metres > FAR_M + (photo.taken.accuracy_m ?? 0) ? [<li key={`${photo.sha256}f`}><MapPin size={14} aria-hidden="true" /><span>{t('photo.far', { photo: nameOf(photo), m: photo.taken.metres })}</span></li>] : []),
  ])
  const told = photos.flatMap((photo) => (photo.taken && (photo.taken.at || photo.taken.point || photo.taken.edited) ? [
    <li key={photo.sha256}>{[
      nameOf(photo), photo.taken.at && t('photo.takenAt', { at: momentOf(photo.taken.at, nowMs(), lang) }), photo.taken.metres !== null && t('photo.metres', { m: photo.taken.metres }),
      photo.taken.device !== 'unknown' && t(`photo.${photo.taken.device}`), photo.taken.edited && t('photo.edited'),
    ].filter(Boolean).join(' · ')}</li>] : []))
  const doubts = photos.filter((photo) => photo.flags.length > 0), marking = may('file.redact') && photos.length > 0
  if (flags.length + told.length + doubts.length === 0 && !marking) return null
  return (
    <div className="photoflags">
      {doubts.length > 0 && <ul className="doubts">{doubts.map((photo) => <Doubts key={photo.sha256} kase={kase} photo={photo} nameOf={nameOf(photo)} />)}</ul>}
      {flags.length > 0 && <ul className="said">{flags}</ul>}
      {told.length > 0 && <details><summary>{t('photo.told')}</summary><ul>{told}</ul><p className="hint">{t('photo.toldHint')}</p></details>}
      {marking && <ul className="publics">{photos.map((photo) => <li key={photo.sha256}><span>{nameOf(photo)}{photo.public && <> · {photo.public.regions.length > 0 ? t('redact.made', { n: photo.public.regions.length }) : t('redact.clear')}</>}</span><button type="button" className="link" onClick={() => setRedacting(photo)}>{t(photo.public ? 'redact.change' : 'redact.open')}</button></li>)}</ul>}
      {redacting && <Redact id={kase.id} photo={redacting} nameOf={nameOf(redacting)} close={() => setRedacting(undefined)} />}
    </div>
  )
}

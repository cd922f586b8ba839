// The inspector's side of the stopwatch: place a marker with a photo, find it cleared or give up; those still running stand in front.
import { useRef, useState } from 'react'
import { Button, Drawer, Popconfirm } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, asProblem, newKey, post, query } from '#look/api.ts'
import { Photos } from '#look/form/photos.tsx'
import { PointField } from '#look/form/place.tsx'
import { useMay } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'

interface Test { id: string; state: 'open' | 'cleared' | 'given-up'; placed_at: string; seconds: number | null; lon: number; lat: number }
interface Point { lon: number; lat: number }

export function Stopwatch({ from, to }: { from: string; to: string }) {
  const { t, lang } = useWords()
  const may = useMay()('stopwatch.place')
  const client = useQueryClient()
  const [placing, setPlacing] = useState(false)
  const [ending, setEnding] = useState<Test>()
  const tests = useQuery({ queryKey: ['pages', 'stopwatch', from, to], queryFn: () => ask<{ items: Test[]; mine: Test[] }>('/api/stopwatch' + query({ from, to })), enabled: may })
  const give = useMutation({ mutationFn: (id: string) => post(`/api/stopwatch/${id}/end`, {}, { key: newKey() }), onSuccess: () => void client.invalidateQueries({ queryKey: ['pages'] }) })
  if (!may) return null
  return (
    <div className="stopwatch">
      <p><Button type="primary" onClick={() => setPlacing(true)}>{t('ten.place')}</Button></p>
      {(tests.data?.mine ?? []).length > 0 && <ul className="ten-cases">{tests.data!.mine.map((test) => (
        <li key={test.id}><b>{t('ten.running', { at: momentOf(test.placed_at, nowMs(), lang) })}</b><span className="acts"><Button size="small" type="primary" onClick={() => setEnding(test)}>{t('ten.found')}</Button> <Popconfirm title={t('ten.giveUpAsk')} okText={t('ten.giveUp')} cancelText={t('common.cancel')} onConfirm={() => give.mutate(test.id)}><Button size="small" loading={give.isPending}>{t('ten.giveUp')}</Button></Popconfirm></span></li>
      ))}</ul>}
      <Problems error={tests.error ?? give.error} />
      <Drawer open={placing} onClose={() => setPlacing(false)} size={520} title={t('ten.place')} destroyOnHidden><PlaceForm done={() => setPlacing(false)} /></Drawer>
      <Drawer open={ending !== undefined} onClose={() => setEnding(undefined)} size={520} title={t('ten.found')} destroyOnHidden>{ending && <FoundForm test={ending} done={() => setEnding(undefined)} />}</Drawer>
    </div>
  )
}
function useSend<I>(path: string, done: () => void) {
  const client = useQueryClient(), key = useRef(newKey())
  return useMutation({ mutationFn: (body: I) => post(path, body, { key: key.current }), onSuccess: () => { void client.invalidateQueries({ queryKey: ['pages'] }); done() }, onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() } })
}
const one = { maxItems: 1, minItems: 1 }
function PlaceForm({ done }: { done: () => void }) {
  const { t } = useWords()
  const [point, setPoint] = useState<Point>()
  const [photos, setPhotos] = useState<string[]>([])
  const send = useSend<object>('/api/stopwatch', done)
  return (
    <div className="genform"><p className="lead">{t('ten.placeLead')}</p>
      <h3>{t('ten.where')}</h3><PointField {...(point ? { value: point } : {})} onChange={setPoint} property={{}} about={{}} label={t('ten.where')} />
      <h3>{t('ten.photo')}</h3><Photos value={photos} onChange={(all) => setPhotos(all ?? [])} property={one} about={{}} label={t('ten.photo')} />
      <Problems error={send.error} />
      <div className="genform-end"><Button type="primary" size="large" disabled={!point || photos.length === 0} loading={send.isPending} onClick={() => send.mutate({ point, photo: photos[0] })}>{t('ten.start')}</Button><Button size="large" onClick={done}>{t('common.cancel')}</Button></div>
    </div>
  )
}
function FoundForm({ test, done }: { test: Test; done: () => void }) {
  const { t } = useWords()
  const [photos, setPhotos] = useState<string[]>([])
  const send = useSend<object>(`/api/stopwatch/${test.id}/end`, done)
  return (
    <div className="genform"><p className="lead">{t('ten.foundLead')}</p>
      <Photos value={photos} onChange={(all) => setPhotos(all ?? [])} property={one} about={{}} label={t('ten.photo')} />
      <Problems error={send.error} />
      <div className="genform-end"><Button type="primary" size="large" disabled={photos.length === 0} loading={send.isPending} onClick={() => send.mutate({ photo: photos[0] })}>{t('ten.stop')}</Button><Button size="large" onClick={done}>{t('common.cancel')}</Button></div>
    </div>
  )
}

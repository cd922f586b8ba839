// A name in a standard that no unit answers to: one choice, remembered for later imports and used by dispatch at once.
import { Select } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { post } from '#look/api.ts'
import { useMay, useUnits } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'

export function MapUnits({ names }: { names: readonly { name: string; rows: number }[] }) {
  return <ul className="mapunits">{names.map((each) => <MapOne key={each.name} {...each} />)}</ul>
}
function MapOne({ name, rows }: { name: string; rows: number }) {
  const { t, name: pick } = useWords()
  const may = useMay()
  const units = useUnits()
  const client = useQueryClient()
  const map = useMutation({ mutationFn: (unit: string) => post('/api/pack/map-unit', { name, unit }), onSuccess: () => void client.invalidateQueries({ queryKey: ['pack'] }) })
  const chosen = units.data?.items.find((u) => u.id === map.variables)
  return (
    <li>
      <span><b>{name}</b><small>{t('packs.rowsN', { n: rows })}</small></span>
      {map.isSuccess ? <span className="t-done mapped"><Check size={15} aria-hidden="true" />{t('packs.mapped', { unit: pick(chosen?.zh, chosen?.en) })}</span>
        : may('pack.map-unit') && <Select placeholder={t('form.choose')} aria-label={name} value={null as string | null} loading={map.isPending || units.isPending} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: pick(u.zh, u.en) }))} onChange={(v) => { if (v) map.mutate(v) }} />}
      <Problems error={map.error} />
    </li>
  )
}

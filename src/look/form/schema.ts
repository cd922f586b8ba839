// Reads the JSON Schema of a verb's input into the fields of a form; what a widget gets and gives.
export interface Property {
  type?: string; enum?: string[]; const?: unknown; minLength?: number; maxLength?: number; minItems?: number; maxItems?: number; minimum?: number; maximum?: number; default?: unknown
  'x-widget'?: string; 'x-title-zh'?: string; 'x-title-en'?: string; 'x-names'?: Record<string, { zh: string; en: string }>; 'x-free'?: string
}
export interface Schema { properties?: Record<string, Property>; required?: string[] }
export interface FieldOf { name: string; property: Property; required: boolean; widget: string }

/** What the form knows of the thing it acts on; widgets show it beside the field. */
export interface About {
  proposal?: { unit: string; unit_zh: string; unit_en: string; because: { said: { zh: string; en: string } } } | null
  under?: { close: { zh: string; en: string }; evidence: { report: number; handle: number } } | null
  point?: { lon: number; lat: number } | undefined
  area?: string | null | undefined
  /** Photos this verb must bring, where the filing condition asks for more than the schema. */
  photosNeeded?: number
  /** The handling limit, where a verb asks for more of the same. */
  limit?: { amount: number; kind: string } | null | undefined
  category?: { pack: string; category: string; zh: string } | undefined
  /** What was reported, for suggestions. */
  text?: string | null | undefined
}
export interface WidgetProps<V = any> { id?: string; value?: V; onChange?: (value: V | undefined) => void; property: Property; about: About; label: string; /** How many photos are still on their way; the form waits for none. */ underway?: (n: number) => void }

function widgetOf(property: Property): string {
  if (property['x-widget']) return property['x-widget']
  if (property.enum) return 'enum'
  if (property.type === 'boolean') return 'boolean'
  if (property.type === 'integer' || property.type === 'number') return 'number'
  if (property.type === 'string') return (property.maxLength ?? 0) > 300 ? 'textarea' : 'string'
  return 'hidden'
}
export function fieldsOf(form: object): FieldOf[] {
  const { properties = {}, required = [] } = form as Schema
  return Object.entries(properties).map(([name, property]) => ({ name, property, required: required.includes(name), widget: widgetOf(property) })).filter((f) => f.widget !== 'hidden')
}
/** What is left empty is not sent. */
export const cleaned = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== null && v !== '' && !(Array.isArray(v) && v.length === 0)).map(([k, v]) => [k, typeof v === 'string' ? v.trim() : v]))

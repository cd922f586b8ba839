// A QR code drawn as one path: no picture from anywhere, so the secret in it never leaves the page.
import QRCode from 'qrcode'
import { useMemo } from 'react'

export function Qr({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
    const marks: string[] = []
    for (let y = 0; y < modules.size; y++) for (let x = 0; x < modules.size; x++) if (modules.get(x, y)) marks.push(`M${x + 4} ${y + 4}h1v1h-1z`)
    return { size: modules.size + 8, path: marks.join('') }
  }, [text])
  return <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges"><rect width={size} height={size} fill="#ffffff" /><path d={path} fill="#000000" /></svg>
}

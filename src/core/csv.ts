// Rows as the text of a .csv file that Excel and WPS open rightly; the desk makes such files as well as the server.

/** A text that begins like a formula is made text; a number stays one. */
function cellOf(value: string | number | null | undefined): string {
  const plain = String(value ?? '')
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
/** The mark at the head is what lets spreadsheets see UTF-8. */
export const csvOf = (rows: readonly (readonly (string | number | null | undefined)[])[]): string => `\ufeff${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`

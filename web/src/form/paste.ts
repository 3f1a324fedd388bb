/** Cells of a block copied from Excel or WPS: tab between columns, quoted where a cell holds line breaks. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    row.push(cell)
    cell = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') {
        cell += c
        i++
      } else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t') endCell()
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++
      endCell()
      rows.push(row)
      row = []
    } else cell += c
  }
  if (cell !== '' || row.length > 0) {
    endCell()
    rows.push(row)
  }
  return rows
}

/** A date as people type it in sheets (2020/12/8, 2020.12.8, 2020年12月8日) as 2020-12-08; undefined when it is none. */
export function pastedDate(text: string): string | undefined {
  const found = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)$/.exec(text.trim())
  if (!found) return undefined
  const month = `${found[1]}-${found[2]!.padStart(2, '0')}`
  return found[3] ? `${month}-${found[3].padStart(2, '0')}` : month
}

// A spreadsheet as rows of clean text, whatever file it came from: the shape every import reads.

/** One cell: text as a person sees it, trimmed at the ends; '' for an empty cell. Line breaks inside a cell are kept as \n. */
export interface SheetRow { /** 1-based row number in the file, so that a fault can be found. */ number: number; cells: string[] }
export interface Sheet { name: string; rows: SheetRow[] }

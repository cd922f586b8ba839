// The one function of shpjs that is used here; the package brings no types.
declare module 'shpjs' {
  /** Shapes in the order of the file, null where a record holds none; with the text of a .prj the projection is undone. */
  export function parseShp(shp: DataView, prj?: string): unknown[]
}

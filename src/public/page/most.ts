// What page and server both know: how many photos a report takes.
export const PHOTOS_MOST = 6

// The API, readable.
export const Api = () => null

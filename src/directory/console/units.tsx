// Units and areas.
export const Units = () => null

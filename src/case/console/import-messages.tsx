// Import of messages.
export const ImportMessages = () => null

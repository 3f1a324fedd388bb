/** Replaced by `npm run gen` from ../openapi.json. Until then no operation is known by name. */
export interface paths {}

export const schemaType = (name: string): string => `http://www.w3.org/2001/XMLSchema#${name}`
export const core = (version: '1.0' | '2.0' | '3.0', name: string): string =>
  `urn:oasis:names:tc:xacml:${version}:function:${name}`

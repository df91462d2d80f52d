const M = '/accessmanagement/api/v1/meta/info'
const P = `${M}/accesspackages`

const catalogue = 'the catalogue is public'

/** Routes of the resource registry and the catalogue that need no token, and why. */
export const openRegistryRoutes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    `${P}/search`,
    `${P}/export`,
    `${P}/group`,
    `${P}/group/:id`,
    `${P}/group/:id/areas`,
    `${P}/area/:id`,
    `${P}/area/:id/packages`,
    `${P}/package/:id`,
    `${P}/package/urn/:urn`,
    `${P}/package/:id/resources`,
    `${M}/roles`,
    `${M}/roles/:id`,
    `${M}/roles/packages`,
    `${M}/roles/resources`,
    `${M}/roles/:id/packages`,
    `${M}/roles/:id/resources`,
  ].map((path) => [`GET ${path}`, catalogue]),
)

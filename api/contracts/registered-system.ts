import { z } from 'zod'
import type { ExaminedSystem } from '../../application/system-findings.ts'
import type { SystemContent } from '../../domain/system-registration/events.ts'
import { AccessPackage, ClientId, type OrgNo, type Right, SystemId } from '../../domain/values.ts'
import type { SystemView } from '../../projections/systems.ts'
import { anyCase, listOf, orAbsent } from '../http/any-case.ts'
import type { ValidationError } from '../problem-reply.ts'
import { rightsOf, wirePackage, wireRight } from './rights.ts'
import { shownText, WirePackage, WireRight } from './values.ts'

const listMax = 500

/** Text in the three languages that are asked for, and in others; by their codes as they are written. */
const LocalizedIn = z
  .object({ nb: shownText(1000), nn: shownText(1000), en: shownText(1000) })
  .catchall(shownText(1000))

/** The vendor in the form of ISO 6523; who sends the whole claim of a token names the authority too, to no effect. */
const VendorIn = anyCase({ id: z.string().trim().max(255), authority: z.unknown().optional() })

/** A system as a vendor sends it (spec systemuser-api §1.1, R5). */
export const RegisterSystemBody = anyCase({
  id: z.string().trim().min(1).max(255),
  vendor: VendorIn,
  name: LocalizedIn,
  description: LocalizedIn,
  rights: listOf(WireRight, listMax),
  accessPackages: listOf(WirePackage, listMax),
  clientId: listOf(z.string().max(255), listMax),
  isVisible: orAbsent(z.boolean()),
  allowedRedirectUrls: listOf(z.string().max(2000), listMax),
})
export type RegisterSystemBody = z.infer<typeof RegisterSystemBody>

/** The rights of a system by themselves (R7), and its access packages (R8). */
export const RightsBody = z.array(WireRight).max(listMax)
export const AccessPackagesBody = z.array(WirePackage).max(listMax)

type Sound = { readonly systemId: SystemId; readonly content: SystemContent }

const path = (member: string): string => `/registersystemrequest/${member}`

/** Is the vendor written as the contract writes organisations? If not, nothing else is looked at. */
export function vendorOf({ vendor }: RegisterSystemBody): string | undefined {
  return vendor.id.startsWith('0192:') ? vendor.id.slice('0192:'.length) : undefined
}

export const badVendor: ValidationError = {
  code: 'AUTH.VLD-00000',
  path: path('vendor/id'),
  title: 'The vendor is not written as 0192:<organisation number>.',
}

export const otherId: ValidationError = {
  code: 'AUTH.VLD-00012',
  path: path('systemid'),
  title: 'The id in the body is not the one in the path.',
}

/** What was read of a body: what it says if it can be taken as it is, and else all that can be said against it. */
export type ReadSystem<Part> =
  | { readonly isSound: true; readonly sound: Part }
  | {
      readonly isSound: false
      readonly errors: readonly ValidationError[]
      /** What of it the registers may have something against as well. */
      readonly rest: ExaminedSystem
    }

/** A system as its vendor would have it, held against all that can be told of it by itself. */
export function readSystem(body: RegisterSystemBody, vendor: OrgNo): ReadSystem<Sound> {
  const { rights, foreign, impossible } = rightsOf(body.rights)
  const errors = [
    ...idErrors(body.id, vendor),
    ...rightErrors(body.rights, foreign),
    ...packageErrors(body.accessPackages),
    ...clientIdErrors(body.clientId),
    ...redirectErrors(body.allowedRedirectUrls),
  ]
  const systemId = SystemId.safeParse(body.id).data
  const packages = packagesOf(body.accessPackages)
  const clientIds = body.clientId.flatMap((id) => ClientId.safeParse(id).data ?? [])
  const visible = body.isVisible ?? true
  if (errors.length + impossible.length === 0 && systemId !== undefined && packages !== undefined) {
    const { name, description } = body
    const redirectUrls = body.allowedRedirectUrls.map((url) => new URL(url).href)
    const parts = { rights: [...rights], accessPackages: packages, clientIds, visible }
    return {
      isSound: true,
      sound: { systemId, content: { name, description, ...parts, redirectUrls } },
    }
  }
  const urns = urnsOf(body.accessPackages)
  const named = { rights, impossibleResources: impossible, packages: { urns, visible } }
  return { isSound: false, errors, rest: { systemId, ...named, clientIds } }
}

/** The rights of a system by themselves. */
export function readRights(given: readonly WireRight[]): ReadSystem<{ readonly rights: Right[] }> {
  const { rights, foreign, impossible } = rightsOf(given)
  const errors = rightErrors(given, foreign)
  return errors.length + impossible.length > 0
    ? { isSound: false, errors, rest: { rights, impossibleResources: impossible } }
    : { isSound: true, sound: { rights: [...rights] } }
}

/** Its access packages by themselves. Whether people may choose the system stands elsewhere. */
export function readAccessPackages(
  given: readonly WirePackage[],
): ReadSystem<{ readonly accessPackages: AccessPackage[] }> {
  const errors = packageErrors(given)
  const accessPackages = packagesOf(given)
  return errors.length > 0 || accessPackages === undefined
    ? { isSound: false, errors, rest: { packages: { urns: urnsOf(given), visible: false } } }
    : { isSound: true, sound: { accessPackages } }
}

const urnsOf = (given: readonly WirePackage[]): string[] => given.map(({ urn }) => urn ?? '')

/** Undefined if one of them can be none. */
const packagesOf = (given: readonly WirePackage[]): AccessPackage[] | undefined =>
  z.array(AccessPackage).safeParse(urnsOf(given)).data

function idErrors(id: string, vendor: OrgNo): readonly ValidationError[] {
  const errors: ValidationError[] = []
  const form = {
    code: 'AUTH.VLD-00013',
    path: path('systemid'),
    title: 'The id holds a space, or a character that cannot be part of a URL.',
  }
  const prefixed = id.split('_', 1)[0] === vendor
  if (prefixed ? !SystemId.safeParse(id).success : /\s/u.test(id)) errors.push(form)
  if (!prefixed)
    errors.push({
      code: 'AUTH.VLD-00001',
      path: path('systemid'),
      title: "The id does not begin with the vendor's organisation number.",
    })
  return errors
}

function rightErrors(
  rights: readonly WireRight[],
  foreign: readonly string[],
): readonly ValidationError[] {
  const where = path('rights/resource')
  const errors: ValidationError[] = []
  if (foreign.length > 0)
    errors.push({
      code: 'AUTH.VLD-00009',
      path: where,
      title: 'A right names something else than a resource of the registry.',
      extensions: { 'Invalid Resource Id Details : ': foreign.join(' | ') },
    })
  if (hasTwice(rights.map((right) => JSON.stringify(right))))
    errors.push({ code: 'AUTH.VLD-00006', path: where, title: 'A right is given twice.' })
  return errors
}

const packageErrors = (packages: readonly WirePackage[]): readonly ValidationError[] =>
  hasTwice(urnsOf(packages))
    ? [
        {
          code: 'AUTH.VLD-00007',
          path: path('accesspackages'),
          title: 'An access package is given twice.',
        },
      ]
    : []

function clientIdErrors(clientIds: readonly string[]): readonly ValidationError[] {
  const where = path('clientid')
  if (clientIds.some((id) => !ClientId.safeParse(id).success))
    return [{ code: 'AUTH.VLD-00004', path: where, title: 'A client id cannot be one.' }]
  return hasTwice(clientIds.map((id) => id.toLowerCase()))
    ? [{ code: 'AUTH.VLD-00011', path: where, title: 'A client id is given twice.' }]
    : []
}

const redirectErrors = (urls: readonly string[]): readonly ValidationError[] =>
  urls.every(isSafeRedirect)
    ? []
    : [
        {
          code: 'AUTH.VLD-00005',
          path: path('allowedredirecturls'),
          title: 'A redirect URL is not an absolute https address.',
        },
      ]

function isSafeRedirect(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  return protocol === 'https:' && username === '' && password === '' && hash === ''
}

const hasTwice = (values: readonly string[]): boolean => new Set(values).size < values.length

/** A system as its vendor reads it (R4). */
export const registeredSystem = ({ systemId, vendor, content, deleted }: SystemView) => ({
  id: systemId,
  vendor: { ID: `0192:${vendor}` },
  name: inOrder(content.name),
  description: inOrder(content.description),
  rights: content.rights.map(wireRight),
  accessPackages: content.accessPackages.map(wirePackage),
  isDeleted: deleted,
  clientId: content.clientIds,
  isVisible: content.visible,
  allowedRedirectUrls: content.redirectUrls,
})

/** A system as lists have it (R1–R3). */
export const listedSystem = ({ systemId, vendor, content }: SystemView, vendorName = '') => ({
  systemId,
  systemVendorOrgNumber: vendor,
  systemVendorOrgName: vendorName,
  name: inOrder(content.name),
  description: inOrder(content.description),
  rights: content.rights.map(wireRight),
  accessPackages: content.accessPackages.map(wirePackage),
  isVisible: content.visible,
})

/** The contract's order of languages. */
const inOrder = ({ en, nb, nn, ...others }: SystemContent['name']) => ({ en, nb, nn, ...others })

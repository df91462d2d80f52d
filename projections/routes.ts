import { documentKey } from './document-key.ts'
import type { OpenDocument } from './open-document.ts'
import type { AnyProjection } from './projection.ts'
import type { Recorded } from './recorded.ts'

export type Held = {
  readonly document: OpenDocument
  /** As it is stored. */
  readonly storedKey: string
  /** Nothing was ever put under its key. */
  readonly isNew: boolean
}

/** A read model, and those of its documents that are open, by their own keys. */
export type Route = { readonly projection: AnyProjection; open: Map<string, Held> }

/** An event and a document that it changes. */
export type Step = { readonly route: Route; readonly key: string; readonly recorded: Recorded }

export const routesOf = (projections: readonly AnyProjection[]): readonly Route[] =>
  projections.map((projection) => ({ projection, open: new Map() }))

export const storedKeyOf = ({ route, key }: Step): string => documentKey(route.projection.name, key)

export type RoutesByType = ReadonlyMap<string, readonly Route[]>

export function byEventType(routes: readonly Route[]): RoutesByType {
  const byType = new Map<string, Route[]>()
  for (const route of routes)
    for (const type of route.projection.events)
      byType.set(type, [...(byType.get(type) ?? []), route])
  return byType
}

export function stepsOf(routes: RoutesByType, events: readonly Recorded[]): readonly Step[] {
  const steps: Step[] = []
  for (const recorded of events) {
    for (const route of routes.get(recorded.event.type) ?? []) {
      const key = route.projection.keyOf(recorded.event)
      if (key !== undefined) steps.push({ route, key, recorded })
    }
  }
  return steps
}

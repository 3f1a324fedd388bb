import type { components } from '../../api/schema'

/** Shapes of the library, its workflows, requests and topics as openapi.json says them. */
export type Rule = components['schemas']['RuleView']
export type RuleStep = components['schemas']['RuleStep']
export type RuleCounts = components['schemas']['RuleCounts']
export type Readings = components['schemas']['Readings']
export type Run = components['schemas']['WorkRunView']
export type Request = components['schemas']['RequestView']
export type Topic = components['schemas']['TopicView']
export type Agenda = components['schemas']['AgendaView']

/** Paths under the zone. */
export const rulePaths = {
  rules: 'rules',
  counts: 'rule-counts',
  readings: (id: string) => `rules/${id}/readings`,
  runs: 'workflow-runs',
  requests: 'requests',
  unanswered: 'unanswered-requests',
  topics: 'topics',
  agendas: 'agendas',
}

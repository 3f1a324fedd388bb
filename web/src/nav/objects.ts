/** Pages of records by what the server calls them: "tasks.task/01…" → "tasks/01…". */
const pages: Record<string, (id: string) => string> = {
  'goals.list': (id) => `goals/lists/${id}`,
  'tasks.task': (id) => `tasks/${id}`,
  'tasks.order': (id) => `supervision-orders/${id}`,
  'tasks.meeting': (id) => `meetings/${id}`,
  'tasks.issue': (id) => `issues/${id}`,
  'board.board': (id) => `boards/${id}`,
  'board.rectification': (id) => `rectifications/${id}`,
  'rules.rule': (id) => `rules?open=${id}`,
  'rules.request': (id) => `requests?open=${id}`,
  'rules.topic': (id) => `topics?open=${id}`,
  'rules.run': (id) => `workflow-runs/${id}`,
  'attendance.month': (id) => `attendance/months/${id}`,
  'attendance.request': (id) => `attendance/requests?open=${id}`,
}

/** Page of the zone that shows a record, or nothing when no page does. */
export function recordLink(object: string | null | undefined): string | undefined {
  const [kind = '', id = ''] = (object ?? '').split('/')
  return id ? pages[kind]?.(id) : undefined
}

import type { components } from '../../api/schema'
import type { FieldSpec } from '../../form/spec'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { reason } from './UnitsPage'

type Post = components['schemas']['Post']

const title: FieldSpec = { name: 'title', kind: 'text', required: true, maxLength: 100 }
const place: readonly FieldSpec[] = [
  { name: 'unit', kind: 'remote', path: 'org/units?status=active', required: true },
  { name: 'reports_to', kind: 'remote', path: 'org/posts?status=active', rule: 'rules.reportsTo' },
]

const spec: RegisterSpec<Post> = {
  name: 'org.posts', words: 'org', title: 'posts', intro: 'postsIntro', path: 'org/posts', whole: true,
  columns: [
    { field: 'title', lead: true },
    { field: 'unit', kind: 'ref' },
    { field: 'level', kind: 'integer' },
    { field: 'reports_to', kind: 'ref' },
    { field: 'holder', kind: 'ref' },
    { field: 'opened_on', kind: 'date' },
    { field: 'status', kind: 'enum' },
    { field: 'closed_on', kind: 'date', off: true },
  ],
  filters: [
    { name: 'status', kind: 'enum', options: ['active', 'closed'], initial: 'active' },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'vacant', kind: 'bool' },
  ],
  create: {
    need: 'org.write',
    form: { name: 'org.post.new', words: 'org', title: 'newPost', fields: [title, ...place, { name: 'opened_on', kind: 'date', rule: 'rules.today' }, { ...reason, required: false, rule: 'rules.decision' }] },
  },
  acts: {
    move: { form: { name: 'org.post.move', words: 'org', title: 'actions.move', fields: [...place, reason] } },
    retitle: { form: { name: 'org.post.retitle', words: 'org', title: 'actions.retitle', fields: [title, reason] } },
    close: { form: { name: 'org.post.close', words: 'org', title: 'actions.closePost', fields: [{ name: 'day', kind: 'date', rule: 'rules.firstDayWithout' }, reason] } },
  },
  nameOf: (post) => post.title,
}

/** The zone's posts, by level of the reporting line. */
export default function PostsPage() {
  return <RegisterPage spec={spec} />
}

import type { PageEntry } from '../../nav/entry'

const words = ['attendance']
const need = ['attendance.read']

export const pages: readonly PageEntry[] = [
  { path: 'own-attendance', title: 'ownAttendance', group: 'attendance', need, order: 10, words, load: () => import('./OwnPage') },
  { path: 'attendance-requests', title: 'attendanceRequests', group: 'attendance', need, order: 20, words, load: () => import('./RequestsPage') },
  { path: 'attendance-requests/:id', title: 'attendanceRequests', group: 'attendance', need, hidden: true, load: () => import('../../register/OpenInList') },
  { path: 'punches', title: 'punches', group: 'attendance', need, order: 30, words, load: () => import('./PunchesPage') },
  { path: 'punch-differences', title: 'punches', group: 'attendance', need, hidden: true, words, load: () => import('./DifferencesPage') },
  { path: 'attendance-months', title: 'attendanceMonths', group: 'attendance', need, order: 40, words, load: () => import('./MonthsPage') },
  { path: 'attendance-months/:month', title: 'attendanceMonths', group: 'attendance', need, hidden: true, words, load: () => import('./MonthPage') },
  { path: 'attendance-months/:month/:person', title: 'attendanceMonths', group: 'attendance', need, hidden: true, words, load: () => import('./PersonPage') },
]

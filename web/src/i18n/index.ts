import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { setApiLanguage } from '../api/send'
import zhNav from './zh/nav.json'
import zhRegister from './zh/register.json'
import zhShell from './zh/shell.json'

/** The product's languages, the first being the original. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** Dictionaries needed on every page. A page brings its own by naming it in its registry entry. */
export const eager = ['shell', 'nav', 'register'] as const

type Words = Record<string, unknown>
const folders = import.meta.glob<{ default: Words }>(['./{zh,en}/*.json', '!./zh/{shell,nav,register}.json'])
const remembered = 'jk.language'

/** The language shown now. */
export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN')

async function words(language: Language, ns: string): Promise<void> {
  if (i18next.hasResourceBundle(language, ns)) return
  const load = folders[`./${language === 'en' ? 'en' : 'zh'}/${ns}.json`]
  if (!load) return
  i18next.addResourceBundle(language, ns, (await load()).default)
}

const wanted = new Set<string>(eager)

/** Makes a page's dictionary ready in the language shown; called by the router before the page. */
export async function loadWords(...names: string[]): Promise<void> {
  for (const name of names) wanted.add(name)
  await Promise.all(names.map((name) => words(currentLanguage(), name)))
}

/** Changes the language of texts, dates, API answers and the document. */
export async function setLanguage(to: Language): Promise<void> {
  await Promise.all([...wanted].map((name) => words(to, name)))
  localStorage.setItem(remembered, to)
  apply(to)
  await i18next.changeLanguage(to)
}

function apply(to: Language): void {
  dayjs.locale(to === 'en' ? 'en' : 'zh-cn')
  setApiLanguage(to)
  document.documentElement.lang = to
}

/** Starts translation in the remembered language, otherwise the browser's, otherwise Chinese. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    defaultNS: 'shell',
    ns: [...eager],
    resources: { 'zh-CN': { shell: zhShell, nav: zhNav, register: zhRegister } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  const kept = localStorage.getItem(remembered)
  const browser = navigator.language.startsWith('en') ? 'en' : 'zh-CN'
  const language: Language = kept === 'en' || kept === 'zh-CN' ? kept : browser
  apply(language)
  if (language === 'en') await setLanguage('en')
}

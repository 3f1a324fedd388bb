import 'antd/dist/reset.css'
import { createRoot } from 'react-dom/client'
import { Application } from './app'
import { startWords } from './i18n'
import './theme/base.css'
import './theme/print.css'
import './ui/ui.css'

void startWords().then(() => createRoot(document.getElementById('root')!).render(<Application />))

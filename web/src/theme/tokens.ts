import type { ThemeConfig } from 'antd'

/** Colours that passed contrast checks (4.5:1) on the surfaces they are used on. */
export const colours = {
  primary: '#1554ad',
  success: '#237804',
  successBg: '#eaf7e1',
  warning: '#8a5a00',
  warningBg: '#fff6e0',
  error: '#b42318',
  errorBg: '#fdeceb',
  placeholder: '#6b6b6b',
  description: '#595959',
  header: '#001529',
  boardRed: '#cf1322',
  boardYellow: '#d48806',
} as const

/** The palette of charts: series are told apart by more than hue, a table stands behind every chart. */
export const chartPalette = ['#1554ad', '#237804', '#8a5a00', '#6b3fa0', '#0b7285', '#b42318', '#595959']

const family =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

/** Theme of antd. Red is honour on the board; beside it, lateness is amber, with icon and words. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: colours.primary,
    colorInfo: colours.primary,
    colorLink: colours.primary,
    colorSuccess: colours.success,
    colorSuccessBg: colours.successBg,
    colorWarning: colours.warning,
    colorWarningBg: colours.warningBg,
    colorError: colours.error,
    colorErrorBg: colours.errorBg,
    colorTextPlaceholder: colours.placeholder,
    colorTextDescription: colours.description,
    colorTextTertiary: colours.description,
    borderRadius: 4,
    fontSize: 14,
    lineHeight: 1.6,
    fontFamily: family,
    motionDurationSlow: '0.15s',
    motionDurationMid: '0.1s',
    wireframe: false,
  },
  components: {
    Layout: { headerBg: colours.header, headerHeight: 48, headerPadding: '0 16px', siderBg: '#ffffff' },
    Menu: { itemHeight: 34, itemMarginBlock: 2, itemMarginInline: 4, groupTitleColor: colours.description },
    Form: { itemMarginBottom: 16 },
  },
}

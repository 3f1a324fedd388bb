import {
  BellOutlined as Bell,
  CameraOutlined as Camera,
  CaretDownOutlined as CaretDown,
  CaretRightOutlined as CaretRight,
  CaretUpOutlined as CaretUp,
  CheckCircleOutlined as CheckCircle,
  ClockCircleOutlined as ClockCircle,
  DeleteOutlined as Delete,
  DownOutlined as Down,
  DownloadOutlined as Download,
  ImportOutlined as Import,
  MenuOutlined as Menu,
  PaperClipOutlined as PaperClip,
  PauseCircleOutlined as PauseCircle,
  PlusOutlined as Plus,
  PrinterOutlined as Printer,
  QuestionCircleOutlined as QuestionCircle,
  ReloadOutlined as Reload,
  SettingOutlined as Setting,
  UploadOutlined as Upload,
  UserOutlined as User,
  WarningOutlined as Warning,
} from '@ant-design/icons'
import type { ComponentType } from 'react'

/** The icons of the house. They stand beside words and are not read aloud: antd's own would say "plus" in English. */
function quiet(Icon: ComponentType<object>) {
  return (props: object) => <Icon {...({ 'aria-hidden': true, role: undefined, 'aria-label': undefined, ...props } as object)} />
}

export const BellOutlined = /* @__PURE__ */ quiet(Bell)
export const CameraOutlined = /* @__PURE__ */ quiet(Camera)
export const CaretDownOutlined = /* @__PURE__ */ quiet(CaretDown)
export const CaretRightOutlined = /* @__PURE__ */ quiet(CaretRight)
export const CaretUpOutlined = /* @__PURE__ */ quiet(CaretUp)
export const CheckCircleOutlined = /* @__PURE__ */ quiet(CheckCircle)
export const ClockCircleOutlined = /* @__PURE__ */ quiet(ClockCircle)
export const DeleteOutlined = /* @__PURE__ */ quiet(Delete)
export const DownOutlined = /* @__PURE__ */ quiet(Down)
export const DownloadOutlined = /* @__PURE__ */ quiet(Download)
export const ImportOutlined = /* @__PURE__ */ quiet(Import)
export const MenuOutlined = /* @__PURE__ */ quiet(Menu)
export const PaperClipOutlined = /* @__PURE__ */ quiet(PaperClip)
export const PauseCircleOutlined = /* @__PURE__ */ quiet(PauseCircle)
export const PlusOutlined = /* @__PURE__ */ quiet(Plus)
export const PrinterOutlined = /* @__PURE__ */ quiet(Printer)
export const QuestionCircleOutlined = /* @__PURE__ */ quiet(QuestionCircle)
export const ReloadOutlined = /* @__PURE__ */ quiet(Reload)
export const SettingOutlined = /* @__PURE__ */ quiet(Setting)
export const UploadOutlined = /* @__PURE__ */ quiet(Upload)
export const UserOutlined = /* @__PURE__ */ quiet(User)
export const WarningOutlined = /* @__PURE__ */ quiet(Warning)

import { Popover, type PopoverProps } from 'antd'

/** A popover whose content is a named region, so that it is found by those who cannot see it. */
export function Pop({ title, content, children, ...rest }: Omit<PopoverProps, 'title' | 'content'> & { title: string; content: React.ReactNode }) {
  return (
    <Popover
      trigger="click"
      content={content && (
        <section aria-label={title}>
          <strong style={{ display: 'block', marginBottom: 8 }}>{title}</strong>
          {content}
        </section>
      )}
      {...rest}
    >
      {children}
    </Popover>
  )
}

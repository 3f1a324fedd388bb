package admin

import (
	"net/url"

	"github.com/goccy/go-yaml"
)

type configCmd struct {
	Check configCheck `cmd:"" help:"检查配置并显示生效的全部设置 / Check the configuration and show every setting in force"`
}

type configCheck struct{ Where }

// Help gives examples.
func (configCheck) Help() string {
	return `依次为内置默认、配置文件、JINGKAI_* 环境变量、命令行；后者优先。未知的设置项按错误处理。
Defaults, then the file, then JINGKAI_* variables, then flags. Unknown settings are errors.

  jingkai config check --config /etc/jingkai.yaml
  JINGKAI_ADDR=0.0.0.0:8443 jingkai config check`
}

// Run prints what is in force, without passwords.
func (c configCheck) Run(t Terminal) error {
	cfg, err := c.Load(t.Env)
	if err != nil {
		return err
	}
	if u, err := url.Parse(cfg.DB); err == nil && cfg.DB != "" {
		cfg.DB = u.Redacted()
	}
	text, err := yaml.Marshal(cfg)
	if err != nil {
		return err
	}
	_, err = t.Out.Write(text)
	return err
}
